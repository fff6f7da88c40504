import '@tensorflow/tfjs';
import { grad, type Tensor, type Tensor1D, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
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

  it('is the plain mean of the squares without weighting, censored or not', () => {
    expect(value([10, 58.5, 127], [0, 62.5, 125], { weighting: 'none' })).toBeCloseTo((100 + 16 + 4) / 3, 5);
    const bounds = tidy(() =>
      weightedMse(
        tensor1d([30, 200, 80]),
        tensor1d([20, 90, 90]),
        { weighting: 'none' },
        tensor1d([0, 1, 1], 'int32'),
      ).arraySync(),
    );
    expect(bounds).toBeCloseTo((100 + 0 + 100) / 3, 5);
    expect(() => value([1], [1], { weighting: 'cubic' as never })).toThrow(/but is "cubic".*CL_OPTION_INVALID/);
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

describe('weightedMse of lower bounds', () => {
  const of = (predicted: number[], target: number[], censored: number[], options = {}) =>
    weightedMse(tensor1d(predicted), tensor1d(target), options, tensor1d(censored, 'int32')).dataSync()[0]!;

  it('agrees with a table worked by hand: only predictions below a bound are wrong', () => {
    // known: y 0, 62.5 → w 2, 1.5; e 10, −4. Bounds 10, 90, with w 1: predicted 30 lives long enough, e 0; 80 is 10 short.
    // Σ w e² = 200 + 24 + 0 + 100 = 324; Σ w = 2 + 1.5 + 1 + 1 = 5.5
    const given = [
      [10, 58.5, 30, 80],
      [0, 62.5, 10, 90],
      [0, 0, 1, 1],
    ] as const;
    const [predicted, target, censored] = given.map((column) => [...column]) as [number[], number[], number[]];
    expect(of(predicted, target, censored)).toBeCloseTo(324 / 5.5, 5);
    expect(of(predicted, target, censored, { reduction: 'mean' })).toBeCloseTo(324 / 4, 5);
    const loss = (p: Tensor) => weightedMse(p, tensor1d(target), {}, tensor1d(censored, 'int32'));
    const gradient = grad(loss)(tensor1d(predicted)).dataSync();
    [40 / 5.5, -12 / 5.5, 0, -20 / 5.5].forEach((g, i) => {
      expect(gradient[i]).toBeCloseTo(g, 5);
    });
  });

  const sample = fc.record({
    predicted: fc.integer({ min: -50, max: 200 }),
    target: fc.integer({ min: 0, max: 125 }),
    censored: fc.integer({ min: 0, max: 1 }),
  });
  const samples = fc.array(sample, { minLength: 1, maxLength: 12 });
  type Sample = Record<'predicted' | 'target' | 'censored', number>;

  /** The definition, as a loop in double precision. */
  function plainly(rows: readonly Sample[]): number {
    let [sum, weights] = [0, 0];
    for (const { predicted, target, censored } of rows) {
      const error = censored ? Math.min(predicted - target, 0) : predicted - target;
      const weight = censored ? 1 : 1 + Math.min(1, Math.max(0, 1 - target / 125));
      sum += weight * error ** 2;
      weights += weight;
    }
    return sum / weights;
  }
  const columns = (rows: readonly Sample[]) =>
    (['predicted', 'target', 'censored'] as const).map((name) => rows.map((row) => row[name])) as [
      number[],
      number[],
      number[],
    ];

  it('is that of a plain loop, and its gradient that of finite differences', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const [predicted, target, censored] = columns(rows);
        const expected = plainly(rows);
        expect(Math.abs(of(predicted, target, censored) - expected)).toBeLessThanOrEqual(1e-5 * (1 + expected));
        const gradient = grad((p) => weightedMse(p, tensor1d(target), {}, tensor1d(censored, 'int32')))(
          tensor1d(predicted),
        ).dataSync();
        const h = 1e-4;
        rows.forEach((row, i) => {
          const at = (by: number) => plainly(rows.with(i, { ...row, predicted: row.predicted + by }));
          expect(Math.abs(gradient[i]! - (at(h) - at(-h)) / (2 * h))).toBeLessThan(1e-3);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('gives a known life the same gradient, whatever is predicted for units that still run', () => {
    const gradientOf = (runs: number) =>
      grad((p) => weightedMse(p, tensor1d([20, 50, 60]), {}, tensor1d([0, 1, 1], 'int32')))(
        tensor1d([30, runs, 70]),
      ).dataSync()[0];
    expect(new Set([-10, 49, 50, 51, 300].map(gradientOf)).size).toBe(1);
  });

  it('is the same bits where no target is a bound', () => {
    fc.assert(
      fc.property(samples, (rows) => {
        const [predicted, target] = columns(rows);
        expect(
          of(
            predicted,
            target,
            predicted.map(() => 0),
          ),
        ).toBe(value(predicted, target));
      }),
      { numRuns: 30 },
    );
  });

  it('hides no NaN', () => {
    expect(of([Number.NaN, 3], [1, 3], [1, 0])).toBeNaN();
  });

  it('refuses another shape', () => {
    expect(() => weightedMse(tensor1d([1, 2]), tensor1d([1, 2]), {}, tensor1d([1], 'int32'))).toThrow(
      /predicted \[2\] and censored \[1\].*AL_SHAPE/,
    );
  });
});
