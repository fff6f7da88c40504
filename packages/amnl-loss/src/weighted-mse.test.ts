import '@tensorflow/tfjs';
import { grad, type Tensor1D, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weightedMse } from './weighted-mse.js';

const value = (predicted: number[], target: number[], options = {}) =>
  weightedMse(tensor1d(predicted), tensor1d(target), options).dataSync()[0]!;

describe('weightedMse', () => {
  it('weighs 2 at failure, 1.5 at half the cap, 1 from the cap on', () => {
    // One sample with error 1 in the `mean` reduction is its own weight.
    const weights = [0, 62.5, 125, 300].map((y) => value([y + 1], [y], { reduction: 'mean' }));
    expect(weights).toEqual([2, 1.5, 1, 1]);
  });

  it('agrees with a table worked by hand', () => {
    // y 0, 62.5, 125 → w 2, 1.5, 1; e 10, −4, 2 → Σ w e² = 200 + 24 + 4 = 228; Σ w = 4.5
    const predicted = [10, 58.5, 127];
    const target = [0, 62.5, 125];
    expect(value(predicted, target)).toBeCloseTo(228 / 4.5, 5);
    expect(value(predicted, target, { reduction: 'mean' })).toBeCloseTo(76, 5);
    // cap 100: w 2, 1.375, 1 → Σ w e² = 200 + 22 + 4 = 226; Σ w = 4.375
    expect(value(predicted, target, { cap: 100 })).toBeCloseTo(226 / 4.375, 5);
  });

  it('has the gradient 2 w e / Σ w with respect to the prediction', () => {
    const target = tensor1d([0, 62.5, 125]);
    const gradient = grad((p) => weightedMse(p, target))(tensor1d([10, 58.5, 127]));
    // 2·2·10/4.5, 2·1.5·(−4)/4.5, 2·1·2/4.5
    const expected = [40 / 4.5, -12 / 4.5, 4 / 4.5];
    (gradient as Tensor1D).arraySync().forEach((g, i) => {
      expect(g).toBeCloseTo(expected[i]!, 5);
    });
  });

  it('lies between the smallest and the largest squared error', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -50, max: 200 }), fc.integer({ min: 0, max: 200 })), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(rows, (pairs) => {
        const squares = pairs.map(([p, y]) => (p - y) ** 2);
        const loss = value(
          pairs.map(([p]) => p),
          pairs.map(([, y]) => y),
        );
        expect(loss).toBeGreaterThanOrEqual(Math.min(...squares) * (1 - 1e-6));
        expect(loss).toBeLessThanOrEqual(Math.max(...squares) * (1 + 1e-6));
      }),
      { numRuns: 50 },
    );
  });

  it('refuses shapes that would broadcast', () => {
    expect(() => weightedMse(tensor2d([[1], [2]]), tensor1d([1, 2]))).toThrow(/\[2,1\] and target \[2\].*AL_SHAPE/);
  });

  it.each([{ cap: 0 }, { cap: -1 }, { cap: Number.NaN }, { cap: Number.POSITIVE_INFINITY }])(
    'refuses %o',
    (options) => {
      expect(() => value([1], [1], options)).toThrow('CL_OPTION_INVALID');
    },
  );

  it('refuses an unknown reduction', () => {
    expect(() => value([1], [1], { reduction: 'sum' })).toThrow(/but is "sum".*CL_OPTION_INVALID/);
  });
});
