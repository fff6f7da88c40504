import '@tensorflow/tfjs';
import type { Plugin } from '@amnl/core-loop';
import { checkPlugin, countTensors, tinyTrainer } from '@amnl/core-loop/testing';
import { fill, mean, scalar, square, tensor1d, tidy, zerosLike } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { deviationAt, type GradientNoiseOptions, gradientNoise, normal } from './index.js';

describe('deviationAt', () => {
  it('is worked by hand: η = 8, γ = 0.5, t = 3 gives √(8 / 4^0.5) = 2', () => {
    tidy(() => {
      expect(deviationAt(scalar(3), 8, 0.5).dataSync()[0]).toBeCloseTo(2, 6);
    });
  });
});

describe('normal', () => {
  it('is worked by hand: √(−2 ln e^(−1/2)) = 1, turned by nothing, a half and a quarter', () => {
    tidy(() => {
      const u = fill([3], 1 - Math.exp(-1 / 2));
      const [zero, half, quarter] = normal(u, tensor1d([0, 0.5, 0.25])).dataSync();
      expect(zero).toBeCloseTo(1, 6);
      expect(half).toBeCloseTo(-1, 6);
      expect(quarter).toBeCloseTo(0, 6);
    });
  });

  it('leaves no tensors beyond what it returns', async () => {
    expect(await countTensors(() => tidy(() => void normal(scalar(0.5), scalar(0.5))))).toBe(0);
  });
});

describe('gradientNoise', () => {
  it('holds what every plugin must hold: resume, memory, reuse', () => checkPlugin(() => gradientNoise()));

  it('has fallen as it should by the second step', async () => {
    const trainer = tinyTrainer({ plugins: [gradientNoise({ eta: 4, gamma: 2 })], epochs: 1, batchSize: 12 });
    const { history } = await trainer.fit(); // 24 samples: 2 steps, with deviations of 2 and 2 / 2
    expect(history[0]!.metrics['noise_deviation']).toBeCloseTo(1.5, 6);
    trainer.dispose();
  });

  it('adds noise of that deviation to the gradient', async () => {
    const zeroes: Plugin = {
      name: 'test/zeroes',
      hooks: { gradients: (_step, { w, b }) => ({ w: zerosLike(w!), b: zerosLike(b!) }) },
    };
    const squares: Plugin = {
      name: 'test/squares',
      hooks: {
        gradients(step, gradients) {
          step.report('square', mean(square(gradients['w']!)));
          return gradients;
        },
      },
    };
    const plugins = [zeroes, gradientNoise({ eta: 4, gamma: 0 }), squares];
    const trainer = tinyTrainer({ plugins, epochs: 20, batchSize: 1 });
    const { history } = await trainer.fit();
    const variance = history.reduce((sum, { metrics }) => sum + metrics['square']!, 0) / history.length;
    expect(variance).toBeGreaterThan(4 * 0.85); // 1440 numbers: one deviation of their mean square is 4 %
    expect(variance).toBeLessThan(4 * 1.15);
    trainer.dispose();
  });

  it('leaves a skipped step out of the count', async () => {
    const skipAll: Plugin = {
      name: 'test/skip-all',
      hooks: {
        gradients(step, gradients) {
          step.skipUnless(scalar(false, 'bool'));
          return gradients;
        },
      },
    };
    const trainer = tinyTrainer({ plugins: [skipAll, gradientNoise()], epochs: 1 });
    await trainer.fit();
    expect(Array.from(trainer.snapshot().tensors['gradient-noise/steps']!.dataSync())).toEqual([0]);
    trainer.dispose();
  });

  it.each<[GradientNoiseOptions, string]>([
    [{ eta: 0 }, '`eta` must be a number above 0, but is 0'],
    [{ eta: Number.NaN }, '`eta` must be a number above 0, but is NaN'],
    [{ gamma: -1 }, '`gamma` must be a number of at least 0, but is -1'],
    [{ gama: 1 } as GradientNoiseOptions, "unknown option 'gama'. Did you mean 'gamma'?"],
  ])('refuses %o', (options, message) => {
    expect(() => gradientNoise(options)).toThrow(message);
  });
});
