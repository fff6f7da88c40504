// biome-ignore-all lint/nursery/noJsRestrictedProperties: memory is flat after forced collections, in a process of its own
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { amnlLoss } from '@amnl/amnl-loss';
import { arrayData, createTrainer, fillNormal, fillUniform } from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import { gradClip } from '@amnl/grad-clip';
import { createRulModel } from '@amnl/model-rul';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { onnxEngine } from '../src/index.js';

const SIZES = { hidden: 8, window: 6, features: 5, channels: [6, 8], heads: 2, funnel: [8, 6] };
const BATCH = 4;
const STEPS_PER_EPOCH = 25;
const EPOCHS = 40;

/** Bytes, with all garbage collected. */
interface Sample {
  readonly heap: number;
  /** Memory of typed arrays, those of ONNX Runtime's tensors among them. */
  readonly buffers: number;
  readonly tensors: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

beforeAll(() => tf.setBackend('cpu'));

function sample(): Sample {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers, tensors: tf.memory().numTensors };
}

const samples = STEPS_PER_EPOCH * BATCH;
const data = arrayData({
  inputs: {
    window: {
      data: fillNormal(new Float32Array(samples * SIZES.window * SIZES.features), 1, 'x', 0),
      shape: [samples, SIZES.window, SIZES.features],
    },
  },
  targets: {
    rul: { data: fillUniform(new Float32Array(samples), 1, 'y', 0).map((u) => u * 125), shape: [samples] },
    health: { data: Int32Array.from({ length: samples }, (_, i) => i % 3), shape: [samples] },
  },
  batchSize: BATCH,
});

describe('1,000 compiled steps', () => {
  const taken: Sample[] = [];

  beforeAll(async () => {
    const model = createRulModel(SIZES);
    const trainer = createTrainer({
      model,
      data,
      plugins: [
        amnlLoss(),
        gradClip(),
        adamW(),
        ema(),
        { name: 'sample', hooks: { epochEnd: () => void taken.push(sample()) } },
      ],
      engine: onnxEngine({ threads: 1 }),
      epochs: EPOCHS,
    });
    await trainer.fit();
    trainer.dispose();
    model.dispose();
  });

  /**
   * How much the least of the last quarter's samples lies above the middle of the second quarter's. Not least above least, nor
   * middle above middle: single samples are far too low (typed arrays are counted while they are swept) or late to come down.
   */
  const growth = (what: keyof Sample) => {
    const quarter = (i: number) => taken.slice((i * EPOCHS) / 4, ((i + 1) * EPOCHS) / 4).map((one) => one[what]);
    const second = quarter(1).toSorted((a, b) => a - b);
    return Math.min(...quarter(3)) - second[second.length >> 1]!;
  };

  it('make no tensor', () => {
    expect(taken).toHaveLength(EPOCHS);
    expect(new Set(taken.map(({ tensors }) => tensors)).size).toBe(1);
  });

  // From the middle of the second quarter to the last one are 375 steps: one set of weights (33 kB) kept a step would be 12 MB.
  it.each([
    ['heap', 0.5e6],
    ['buffers', 0.5e6],
  ] as const)('let %s grow by less than %d bytes over 375 steps', (what, most) => {
    expect(growth(what), `samples: ${taken.map((one) => (one[what] / 1e6).toFixed(1)).join(' ')} MB`).toBeLessThan(
      most,
    );
  });
});
