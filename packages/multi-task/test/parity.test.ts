import { amnlLoss } from '@amnl/amnl-loss';
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

async function history(make: () => Plugin, engine: StepEngine) {
  const { trainer, model } = smallRun([make(), lossScale(), gradClip(), adamW()], { engine, epochs: 3, accumulate: 2 });
  const { history } = await trainer.fit();
  const { tensors } = trainer.snapshot();
  const values: Record<string, readonly number[]> = {};
  for (const [name, tensor] of Object.entries(tensors)) values[name] = Array.from(await tensor.data());
  trainer.dispose();
  model.dispose();
  return { metrics: history.map(({ metrics }) => metrics), values };
}

it.each<[string, () => Plugin]>([
  ['amnl', () => amnlLoss()],
  ['uncertainty', () => uncertaintyWeighting()],
  ['dwa', () => dwa()],
  ['gradnorm', () => gradNorm()],
  ['gaba', () => gaba({ warmup: 4 })],
  ['pcgrad', () => pcGrad()],
  ['cagrad', () => caGrad()],
])('%s trains the same on both engines', async (_, make) => {
  const eager = await history(make, eagerEngine());
  const onnx = await history(make, onnxEngine());
  for (const [i, metrics] of eager.metrics.entries()) {
    for (const [name, value] of Object.entries(metrics)) {
      expect(Math.abs(onnx.metrics[i]![name]! - value), `${name} of epoch ${i}`).toBeLessThanOrEqual(
        1e-3 * Math.max(1, Math.abs(value)),
      );
    }
  }
});
