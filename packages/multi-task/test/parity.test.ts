import { amnlLoss, rulHealthTasks, type Tasks } from '@amnl/amnl-loss';
import { eagerEngine, type Plugin, type StepEngine } from '@amnl/core-loop';
import { onnxEngine } from '@amnl/engine-onnx';
import { gradClip } from '@amnl/grad-clip';
import { lossScale } from '@amnl/loss-scale';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { caGrad, dwa, gaba, gradNorm, pcGrad, uncertaintyWeighting } from '../src/index.js';
import { smallRun } from './small.js';

beforeAll(() => tf.setBackend('cpu'));

/** A third task, which wants large predictions: against that of the RUL wherever those are too large. */
const three: Tasks = {
  ...rulHealthTasks(),
  large: { loss: ({ rul }) => tf.mean(tf.sub(125, rul!)) as tf.Scalar },
};

const RULES: [string, () => Plugin][] = [
  ['AMNL', () => amnlLoss()],
  ['uncertainty', () => uncertaintyWeighting()],
  ['DWA', () => dwa()],
  ['GradNorm', () => gradNorm()],
  ['GABA', () => gaba({ warmup: 4 })],
  ['PCGrad', () => pcGrad()],
  ['PCGrad of three tasks', () => pcGrad({ tasks: three })],
  ['CAGrad', () => caGrad()],
  ['CAGrad of three tasks', () => caGrad({ tasks: three })],
];

const norm = (values: readonly number[]) => Math.hypot(...values);

/**
 * Its gradient is 0 but for rounding, of which AdamW makes whole steps: batch norm takes away the bias before it (its running mean
 * follows), softmax the bias of the keys.
 */
const FREE = /(conv\d\/(bias|norm\/mean)|attention\/inBias)$/;

async function trained(make: () => Plugin, engine: StepEngine) {
  const { trainer, model } = smallRun([make(), lossScale(), gradClip(), adamW()], { engine, epochs: 3, accumulate: 2 });
  const { history } = await trainer.fit();
  const values: Record<string, number[]> = {};
  for (const [name, tensor] of Object.entries(trainer.snapshot().tensors))
    values[name] = Array.from(await tensor.data());
  trainer.dispose();
  model.dispose();
  return { metrics: history.map(({ metrics }) => metrics), values };
}

it.each(RULES)('%s: 12 steps of two micro-batches agree, compiled and eager, in all variables', async (_, make) => {
  const eager = await trained(make, eagerEngine());
  const compiled = await trained(make, onnxEngine({ threads: 1 }));
  for (const [i, metrics] of eager.metrics.entries()) {
    expect(Object.keys(compiled.metrics[i]!).sort()).toEqual(Object.keys(metrics).sort());
    for (const name in metrics) {
      const bar = 1e-3 * Math.max(1, Math.abs(metrics[name]!));
      expect(Math.abs(compiled.metrics[i]![name]! - metrics[name]!), `${name} of epoch ${i}`).toBeLessThan(bar);
    }
  }
  expect(Object.keys(compiled.values).sort()).toEqual(Object.keys(eager.values).sort());
  for (const name of Object.keys(eager.values).filter(
    (name) => !/^(adamw|report|accumulate)/.test(name) && !FREE.test(name),
  )) {
    const expected = eager.values[name]!;
    const difference = norm(compiled.values[name]!.map((value, i) => value - expected[i]!));
    expect(difference, name).toBeLessThanOrEqual(1e-3 * norm(expected) + 1e-9);
  }
});
