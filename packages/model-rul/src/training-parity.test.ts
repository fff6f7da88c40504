import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { amnlLoss } from '@amnl/amnl-loss';
import { createTrainer } from '@amnl/core-loop';
import { gradClip } from '@amnl/grad-clip';
import { adamW } from '@amnl/optim-adamw';
import { setBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { data, network, startModel, withoutEffect } from './fixtures/network.js';
import { apart, BACKENDS, context, expectClose, largest, on, toTensor } from './fixtures/reference.js';

/** Names of the loop's metrics and the reference's. */
const METRICS = {
  loss: 'total',
  rul_loss: 'rulLoss',
  health_loss: 'healthLoss',
  loss_ema_rul: 'emaRul',
  loss_ema_health: 'emaHealth',
  grad_norm: 'gradNorm',
} as const;

describe.each(BACKENDS)('10 steps of AdamW, clipping and the AMNL loss against PyTorch on %s', (backend) => {
  it('losses, running means, gradient norms, final weights and outputs', async () => {
    await setBackend(backend);
    const model = startModel();
    const plugins = [amnlLoss(), gradClip({ norm: 1 }), adamW({ learningRate: 1e-3, weightDecay: 1e-4 })];
    const trainer = createTrainer({ model, data, plugins, epochs: network.steps.length });
    const { history } = await trainer.fit();
    trainer.dispose();

    network.steps.forEach((expected, step) => {
      for (const [ours, theirs] of Object.entries(METRICS)) {
        const apart = Math.abs(history[step]!.metrics[ours]! / expected[theirs] - 1);
        expect(apart, `${ours} of step ${step}`).toBeLessThanOrEqual(1e-5);
      }
    });
    await on(backend, () => {
      for (const [name, flat] of Object.entries(network.last.parameters)) {
        const trained = model.parameters[name]!.dataSync();
        const counts = (_: unknown, i: number): boolean => !withoutEffect(name, i);
        const difference = apart(trained.filter(counts), flat.data.filter(counts));
        expect(difference / largest(flat), name).toBeLessThanOrEqual(1e-5);
      }
      const made = model.forward({ window: toTensor(network.batches[0]!['window']!) }, context(false));
      expectClose('rul', made['rul']!, network.last['rul']!);
      expectClose('health', made['health']!, network.last['healthLogits']!);
    });
    model.dispose();
  });
});
