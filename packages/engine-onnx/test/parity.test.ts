import { amnlLoss } from '@amnl/amnl-loss';
import {
  arrayData,
  createTrainer,
  type DataSource,
  eagerEngine,
  fillNormal,
  fillUniform,
  type StepEngine,
  type Trainer,
} from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import { gradClip } from '@amnl/grad-clip';
import { lossScale } from '@amnl/loss-scale';
import { createRulModel } from '@amnl/model-rul';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { onnxEngine } from '../src/index.js';

const BATCH = 4;
const SIZES = { hidden: 8, window: 6, features: 5, channels: [6, 8], heads: 2, funnel: [8, 6] };

beforeAll(() => tf.setBackend('cpu'));

/** With `running`, two samples of three are of units that still run, and the health state of every third is not known. */
function dataOf(samples: number, running = false): DataSource {
  const { window, features } = SIZES;
  return arrayData({
    inputs: {
      window: {
        data: fillNormal(new Float32Array(samples * window * features), 1, 'x', 0),
        shape: [samples, window, features],
      },
    },
    targets: {
      rul: { data: fillUniform(new Float32Array(samples), 1, 'y', 0).map((u) => u * 125), shape: [samples] },
      health: { data: Int32Array.from({ length: samples }, (_, i) => (i % 3) - (running ? 1 : 0)), shape: [samples] },
      ...(running && {
        censored: { data: Int32Array.from({ length: samples }, (_, i) => +(i % 3 < 2)), shape: [samples] },
      }),
    },
    batchSize: BATCH,
  });
}

/** Everything the product's training step is made of, on a small network. Records every step's loss. */
function build(
  engine: StepEngine,
  { samples = 50 * BATCH * 2, epochs = 1 } = {},
): { trainer: Trainer; losses: number[]; model: { dispose(): void } } {
  const losses: number[] = [];
  const model = createRulModel(SIZES);
  const trainer = createTrainer({
    model,
    engine,
    data: dataOf(samples),
    plugins: [
      amnlLoss(),
      lossScale(),
      gradClip(),
      adamW(),
      ema(),
      {
        name: 'record',
        hooks: {
          updated(step) {
            // The raw loss of the group's last micro-batch, as AMNL keeps it.
            step.assign(step.variable('record/loss', 0), step.variable('amnl-loss/mean/rul', 0));
          },
          async stepEnd(run) {
            losses.push((await run.variable('record/loss', 0).data())[0]!);
          },
        },
      },
    ],
    accumulate: 2,
    epochs,
    seed: 5,
  });
  return { trainer, losses, model };
}

async function variablesOf(trainer: Trainer): Promise<Record<string, Float32Array>> {
  const values: Record<string, Float32Array> = {};
  for (const [name, tensor] of Object.entries(trainer.snapshot().tensors)) {
    values[name] = (await tensor.data()).slice() as Float32Array;
  }
  return values;
}

/**
 * Variables whose gradient is 0 but for rounding: batch norm takes away the bias before it (its running mean follows), softmax
 * the bias of the keys. AdamW makes whole steps of such noise, in every implementation another, and the network does not notice.
 */
const FREE = /(conv\d\/(bias|norm\/mean)|attention\/inBias)$/;

const norm = (values: Float32Array) => Math.hypot(...values);

describe('50 optimiser steps, compiled and eager, of dropout, batch norm, accumulation, AMNL, loss scale, clip, AdamW, EMA', () => {
  it('agree', async () => {
    const eager = build(eagerEngine());
    const compiled = build(onnxEngine({ threads: 1 }));
    await eager.trainer.fit();
    await compiled.trainer.fit();
    expect(compiled.losses).toHaveLength(50);
    compiled.losses.forEach((loss, i) => {
      expect(Math.abs(loss / eager.losses[i]! - 1), `loss of step ${i}`).toBeLessThan(1e-4);
    });
    const expected = await variablesOf(eager.trainer);
    const found = await variablesOf(compiled.trainer);
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    for (const name of Object.keys(expected).filter((name) => !FREE.test(name))) {
      const difference = norm(found[name]!.map((v, i) => v - expected[name]![i]!));
      expect(difference, name).toBeLessThanOrEqual(1e-3 * norm(expected[name]!) + 1e-9);
    }
    const [a, b] = [eager, compiled].map(({ trainer }) => trainer.run.history[0]!.metrics) as [
      Record<string, number>,
      Record<string, number>,
    ];
    expect(Object.keys(b).sort()).toEqual(Object.keys(a).sort());
    for (const name in a) expect(b[name], name).toBeCloseTo(a[name]!, 3);
    const outputs = await Promise.all([eager, compiled].map(({ trainer }) => trainer.predict(dataOf(12))));
    for (const name in outputs[0]) {
      const [a, b] = outputs.map((output) => output[name]!.data as Float32Array) as [Float32Array, Float32Array];
      expect(norm(b.map((v, i) => v - a[i]!)), name).toBeLessThan(1e-3 * norm(a));
    }
    for (const { trainer, model } of [eager, compiled]) {
      trainer.dispose();
      model.dispose();
    }
  });

  it('are the same bits in two runs', async () => {
    const runs = [];
    for (let i = 0; i < 2; i++) {
      const { trainer, model } = build(onnxEngine({ threads: 2 }), { samples: 5 * BATCH * 2 });
      await trainer.fit();
      runs.push(await variablesOf(trainer));
      trainer.dispose();
      model.dispose();
    }
    expect(runs[1]).toEqual(runs[0]);
  });

  it.each([false, true])('give the same gradients in one step, to 1e-5; units that still run: %s', async (running) => {
    const gradients: Record<string, Float32Array>[] = [];
    for (const engine of [eagerEngine(), onnxEngine({ threads: 1 })]) {
      const model = createRulModel(SIZES);
      const trainer = createTrainer({
        model,
        engine,
        data: dataOf(BATCH, running),
        plugins: [
          amnlLoss({ normalizer: 'fixed' }),
          adamW(),
          {
            name: 'keep',
            hooks: {
              gradients(step, given) {
                for (const [name, gradient] of Object.entries(given)) {
                  step.assign(step.variable(`keep/${name}`, 0, gradient.shape), gradient);
                }
                return given;
              },
            },
          },
        ],
        epochs: 1,
      });
      await trainer.fit();
      const all = await variablesOf(trainer);
      gradients.push(Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith('keep/'))));
      trainer.dispose();
      model.dispose();
    }
    const [expected, found] = gradients as [Record<string, Float32Array>, Record<string, Float32Array>];
    expect(Object.keys(expected).length).toBeGreaterThan(40);
    // Rounding of a gradient that should be 0 is measured by the others of its kind.
    const largest = Math.max(...Object.values(expected).map(norm));
    for (const name in expected) {
      const difference = norm(found[name]!.map((v, i) => v - expected[name]![i]!));
      expect(difference, name).toBeLessThan(1e-5 * norm(expected[name]!) + 1e-7 * largest);
    }
  });
});
