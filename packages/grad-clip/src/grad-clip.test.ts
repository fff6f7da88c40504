import '@tensorflow/tfjs';
import type { Plugin } from '@amnl/core-loop';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import { mul } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type GradClipOptions, globalNorm, gradClip } from './index.js';

/** Reports, as the epoch's mean, the joint norm of the gradients that reach it. */
function measure(name: string): Plugin {
  return {
    name,
    hooks: {
      gradients(step, gradients) {
        step.report(name, globalNorm(gradients));
        return gradients;
      },
    },
  };
}

describe('gradClip', () => {
  it.each<GradClipOptions>([{ norm: 0.5 }, { perTensor: 0.5 }, { value: 0.1 }])('conforms with %j', (options) =>
    checkPlugin(() => gradClip(options), { accumulate: 2 }),
  );

  it('reports the norm before clipping and hands on clipped gradients', async () => {
    const plugins = [measure('before'), gradClip({ norm: 0.25 }), measure('after')];
    const trainer = tinyTrainer({ plugins, epochs: 1 });
    const { metrics } = (await trainer.fit()).history[0]!;
    expect(metrics['grad_norm']).toBe(metrics['before']);
    expect(metrics['grad_norm']).toBeGreaterThan(1);
    expect(metrics['after']).toBeCloseTo(0.25, 5);
    trainer.dispose();
  });

  it('clips after loss-scale, wherever it stands in the list', async () => {
    const scaleDown: Plugin = {
      name: 'loss-scale',
      hooks: {
        gradients: (_step, gradients) =>
          Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, mul(gradient, 2 ** -10)])),
      },
    };
    const trainer = tinyTrainer({ plugins: [gradClip(), measure('after'), scaleDown], epochs: 1 });
    const { metrics } = (await trainer.fit()).history[0]!;
    expect(metrics['grad_norm']).toBeLessThan(0.1);
    const order = trainer.plugins.map(({ name }) => name);
    expect(order.indexOf('loss-scale')).toBeLessThan(order.indexOf('grad-clip'));
    trainer.dispose();
  });

  it.each<[unknown, string]>([
    [{ norm: 0 }, '`norm` must be a number > 0, but is 0'],
    [{ norm: Number.NaN }, '`norm` must be a number > 0, but is NaN'],
    [{ perTensor: -1 }, '`perTensor` must be a number > 0, but is -1'],
    [{ value: Number.POSITIVE_INFINITY }, '`value` must be a number > 0, but is Infinity'],
    [{}, '`options` must be one of { norm }, { perTensor }, { value }, but is an object with nothing in it'],
    [
      { norm: 1, value: 1 },
      '`options` must be one of { norm }, { perTensor }, { value }, but is an object with norm, value',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => gradClip(options as GradClipOptions)).toThrow(`[grad-clip] ${message}. (CL_OPTION_INVALID)`);
  });
});
