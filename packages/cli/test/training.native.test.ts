// The main job on the real library, beside the other backends: ten steps of FD001, or of a simulated fleet where NASA's files are not.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin, StepEngine } from '@amnl/core-loop';
import { type CmapssData, simulateCmapss } from '@amnl/data-cmapss';
import { loadCmapss } from '@amnl/data-cmapss/node';
import { onnxEngine } from '@amnl/engine-onnx';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRulPipeline, presetConfig } from '../src/index.js';

const beside = fileURLToPath(new URL('../../../../shared/data/cmapss', import.meta.url));
const folder = process.env['AMNL_DATA_DIR'] || beside;
const real = existsSync(join(folder, 'train_FD001.txt'));
const STEPS = 10;

const load = (): Promise<CmapssData> =>
  real
    ? loadCmapss({ subset: 'FD001', dataDir: folder, download: false })
    : Promise.resolve(simulateCmapss({ subset: 'FD001', trainUnits: 20, testUnits: 5 }));

/** The mean loss after every one of the first steps, with the preset `quick`. */
async function losses(data: CmapssData, backend: string, engine?: StepEngine): Promise<number[]> {
  if (!(await tf.setBackend(backend))) throw new Error(`${backend} does not start`);
  const found: number[] = [];
  const watch: Plugin = {
    name: 'watch',
    hooks: {
      async stepEnd(run) {
        const { loss } = await run.reported();
        found.push(loss!.value);
        if (found.length === STEPS) run.stop('enough', { when: 'step' });
      },
    },
  };
  const config = presetConfig('quick', { dataset: 'FD001', epochs: 1 });
  const pipeline = createRulPipeline({ config, fleet: data, plugins: [watch], ...(engine && { engine }) });
  try {
    await pipeline.trainer.fit();
  } finally {
    pipeline.dispose();
  }
  return found;
}

describe(`ten steps of ${real ? 'FD001' : 'a simulated fleet (NASA’s files are not here)'}`, () => {
  let data: CmapssData;
  let native: number[];
  beforeAll(async () => {
    data = await load();
    native = await losses(data, 'tensorflow');
  });

  test.each([
    ['eagerly on wasm', () => losses(data, 'wasm')],
    ['compiled', () => losses(data, 'wasm', onnxEngine({ threads: 2 }))],
  ] as const)('have the losses that they have %s, to 1e-6', async (_, other) => {
    const expected = await other();
    expect(native).toHaveLength(STEPS);
    const apart = native.map((loss, i) => Math.abs(loss / expected[i]! - 1));
    console.log(`largest difference ${Math.max(...apart).toExponential(1)}`);
    expect(Math.max(...apart)).toBeLessThan(1e-6);
  });

  test('are the same bits again, and leave no tensors', async () => {
    await tf.setBackend('tensorflow');
    const before = tf.memory().numTensors;
    expect(await losses(data, 'tensorflow')).toEqual(native);
    expect(tf.memory().numTensors).toBe(before);
  });
});
