import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { countTensors } from '@amnl/core-loop/testing';
import { prepareWasm } from '@amnl/core-loop/wasm';
import { setBackend, type Tensor, type Tensor1D, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as plain from './fixtures/plain-rules.js';
import {
  caGradMixture,
  caGradWeights,
  dwaWeights,
  gabaShares,
  gradNormGradient,
  gramMatrix,
  pcGradWeights,
  ranksOf,
  uncertaintyFactors,
  uncertaintyGradient,
  uncertaintyTotal,
  withFloor,
} from './index.js';

const numbers = (make: () => Tensor): number[] => tidy(() => Array.from(make().dataSync()));
const vector = (values: readonly number[]): Tensor1D => tensor1d([...values]);
const gramOf = (gradients: plain.Gradients) => gramMatrix([tensor2d(gradients.map((g) => [...g]))]);

function expectClose(found: readonly number[], expected: readonly number[], tolerance = 1e-5): void {
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(found[i]! - value), `${found} for ${expected}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(value)),
    );
  }
}

/** Gradients of K tasks over five numbers, of sizes that differ up to a thousandfold. */
const gradients = (count: number) =>
  fc.array(
    fc
      .tuple(
        fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 5, maxLength: 5 }),
        fc.constantFrom(0.1, 1, 100),
      )
      .map(([values, size]) => values.map((x) => (x * size) / 50)),
    { minLength: count, maxLength: count },
  );
const anyGradients = fc.integer({ min: 2, max: 4 }).chain(gradients);

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await setBackend(backend);
    if (backend === 'wasm') prepareWasm();
  });

  describe('uncertainty weighting', () => {
    it('is worked by hand: variances 4 and 1, losses 8 and 0.5', () => {
      // ½ · 8 / 4 + 0.5 / 1 + ½ ln 4 + 0 = 1.5 + ln 2; derivatives ½ − 1 and ½ − 0.5
      const [losses, logs, factors] = [
        [8, 0.5],
        [Math.log(4), 0],
        [0.5, 1],
      ];
      expectClose(
        numbers(() => uncertaintyTotal(vector(losses), vector(logs), vector(factors))),
        [1.5 + Math.log(2)],
      );
      expectClose(
        numbers(() => uncertaintyGradient(vector(losses), vector(logs), vector(factors))),
        [-0.5, 0],
      );
    });

    it('has the derivative that finite differences have', () => {
      const [losses, logs, factors] = [
        [2000, 1.3, 0.2],
        [3, -0.5, 0.1],
        [0.5, 1, 0.5],
      ];
      const differences = logs.map((_, k) => {
        const at = (step: number) =>
          plain.uncertainty(
            losses,
            logs.map((s, i) => (i === k ? s + step : s)),
            factors,
          );
        return (at(1e-5) - at(-1e-5)) / 2e-5;
      });
      expectClose(
        numbers(() => uncertaintyGradient(vector(losses), vector(logs), vector(factors))),
        differences,
      );
    });

    it('halves the loss of a regression, not that of a classification', () => {
      const task = { loss: () => vector([0]) as never };
      expect(numbers(() => uncertaintyFactors({ a: task, b: { ...task, kind: 'classification' } }))).toEqual([0.5, 1]);
    });
  });

  describe('dynamic weight average', () => {
    it('is worked by hand: one loss has halved, one stayed, T = 2', () => {
      // r = (½, 1): K e^(r/T) / Σ = 2 e^0.25 / (e^0.25 + e^0.5) = 0.875647
      expectClose(
        numbers(() => dwaWeights(vector([1000, 1]), vector([2000, 1]), 2)),
        [0.875647, 1.124353],
      );
    });

    it.each([
      [
        [0, 0],
        [0, 0],
        [1, 1],
      ], // nothing is known yet
      [
        [5, 3],
        [0, 0],
        [1, 1],
      ], // one epoch is known
      [
        [5, 3],
        [0, 3],
        [1, 1],
      ], // a loss that was 0 counts as one that stayed
    ])('of %j after %j the weights are %j', (previous, before, weights) => {
      expectClose(
        numbers(() => dwaWeights(vector(previous), vector(before), 2)),
        weights,
      );
    });

    it('agrees with plain loops', () => {
      const loss = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
      fc.assert(
        fc.property(fc.array(fc.tuple(loss, loss), { minLength: 2, maxLength: 5 }), (pairs) => {
          const [previous, before] = [pairs.map(([a, b]) => a * Math.min(1, b)), pairs.map(([a]) => a)];
          expectClose(
            numbers(() => dwaWeights(vector(previous), vector(before), 2)),
            plain.dwa(previous, before, 2),
            1e-4,
          );
        }),
        { numRuns: 40 },
      );
    });
  });

  describe('GradNorm', () => {
    it('is worked by hand: norms 4 and 1, equal weights, one loss halved', () => {
      // G = (4, 1), mean 2.5; loss ratios (½, 1) over their mean ¾: r = (⅔, 4/3); targets with α = 1: (1.667, 3.333)
      const gradient = (alpha: number) =>
        numbers(() => gradNormGradient(vector([4, 1]), vector([1, 1]), vector([500, 2]), vector([1000, 2]), alpha));
      expect(gradient(1)).toEqual([4, -1]);
      expect(gradient(0)).toEqual([4, -1]);
    });

    it('is the derivative of its loss, targets constant, by finite differences', () => {
      const [norms, weights, losses, initial] = [
        [500, 0.02, 3],
        [0.2, 2.1, 0.7],
        [900, 0.4, 1],
        [2000, 1.1, 1],
      ];
      const targets = plain.gradNormTargets(norms, weights, losses, initial, 1.5);
      const loss = (w: readonly number[]) => w.reduce((sum, x, k) => sum + Math.abs(x * norms[k]! - targets[k]!), 0);
      const differences = weights.map((_, k) => {
        const at = (step: number) => loss(weights.map((w, i) => (i === k ? w + step : w)));
        return (at(1e-6) - at(-1e-6)) / 2e-6;
      });
      const found = numbers(() =>
        gradNormGradient(vector(norms), vector(weights), vector(losses), vector(initial), 1.5),
      );
      expectClose(found, differences, 1e-4);
    });

    it('moves nothing without gradients', () => {
      const none = numbers(() => gradNormGradient(vector([0, 0]), vector([1, 1]), vector([1, 0]), vector([1, 0]), 1.5));
      expect(none.map(Math.abs)).toEqual([0, 0]);
    });
  });

  describe('GABA', () => {
    it('is worked by hand: norms 5 and 0.01 have shares 0.002 and 0.998, with the floor 0.0477 and 0.9523', () => {
      const shares = numbers(() => gabaShares(vector([5, 0.01])));
      expectClose(shares, [0.01 / 5.01, 5 / 5.01]);
      expectClose(
        numbers(() => withFloor(vector([0.002, 0.998]), 0.05)),
        [0.05 / 1.048, 0.998 / 1.048],
      );
    });

    it('of three tasks takes the rest of the norms: (1, 2, 5) → (7, 6, 3) / 16', () => {
      expectClose(
        numbers(() => gabaShares(vector([1, 2, 5]))),
        [7 / 16, 6 / 16, 3 / 16],
      );
    });

    it('has equal shares without gradients', () => {
      expectClose(
        numbers(() => gabaShares(vector([0, 0, 0]))),
        [1 / 3, 1 / 3, 1 / 3],
      );
    });
  });

  describe('PCGrad', () => {
    it('is worked by hand: (1, 0) and (−1, 1) become (½, ½) and (0, 1)', () => {
      const weights = numbers(() =>
        pcGradWeights(
          gramOf([
            [1, 0],
            [-1, 1],
          ]),
          ranksOf(
            tensor2d([
              [0, 0],
              [0, 0],
            ]),
          ),
        ),
      );
      expectClose(
        plain.mixed(
          [
            [1, 0],
            [-1, 1],
          ],
          weights,
        ),
        [0.5, 1.5],
      );
    });

    it('leaves gradients that agree, that are 0, and a single one of them, as they are', () => {
      for (const given of [
        [
          [1, 0],
          [1, 1],
        ],
        [
          [0, 0],
          [1, 1],
        ],
        [
          [0, 0],
          [0, 0],
        ],
      ]) {
        expect(
          numbers(() =>
            pcGradWeights(
              gramOf(given),
              ranksOf(
                tensor2d([
                  [0, 0],
                  [0, 0],
                ]),
              ),
            ),
          ),
        ).toEqual([1, 1]);
      }
    });

    it('ranks: smaller keys first, of equal ones the first, the own last', () => {
      const keys = [
        [0.9, 0.5, 0.2, 0.5],
        [0, 0, 0, 0],
        [0.3, 0.2, 0.1, 0.9],
        [0.1, 0.2, 0.3, 0],
      ];
      const ranks = [
        [3, 1, 0, 2],
        [0, 3, 1, 2],
        [1, 0, 3, 2],
        [0, 1, 2, 3],
      ];
      expect(numbers(() => ranksOf(tensor2d(keys)))).toEqual(ranks.flat());
    });

    it('agrees with plain loops over the gradients themselves, in any order', () => {
      fc.assert(
        fc.property(anyGradients, fc.infiniteStream(fc.integer({ min: 0, max: 999 })), (given, stream) => {
          const keys = given.map(() => given.map(() => stream.next().value / 1000));
          const weights = numbers(() => pcGradWeights(gramOf(given), ranksOf(tensor2d(keys))));
          const size = Math.max(...given.flat().map(Math.abs), 1e-9);
          const [found, expected] = [plain.mixed(given, weights), plain.pcGrad(given, keys)];
          for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value) / size).toBeLessThan(2e-3);
        }),
        { numRuns: 100 },
      );
    });
  });

  describe('CAGrad', () => {
    it('is worked by hand: equal orthogonal gradients are mixed equally, d = (1 + c) g₀', () => {
      const gram = () =>
        gramOf([
          [1, 0],
          [0, 1],
        ]);
      expectClose(
        numbers(() => caGradMixture(gram(), 0.4)),
        [0.5, 0.5],
      );
      expectClose(
        numbers(() => caGradWeights(gram(), 0.4)),
        [0.7, 0.7],
      );
    });

    it('is plain descent with c = 0, with one gradient, and without any', () => {
      expectClose(
        numbers(() =>
          caGradWeights(
            gramOf([
              [3, 1],
              [-1, 2],
            ]),
            0,
          ),
        ),
        [0.5, 0.5],
      );
      expectClose(
        plain.mixed(
          [
            [1, 2],
            [1, 2],
          ],
          numbers(() =>
            caGradWeights(
              gramOf([
                [1, 2],
                [1, 2],
              ]),
              0.5,
            ),
          ),
        ),
        [1.5, 3],
      );
      const none = plain.mixed(
        [
          [0, 0],
          [0, 0],
        ],
        numbers(() =>
          caGradWeights(
            gramOf([
              [0, 0],
              [0, 0],
            ]),
            0.5,
          ),
        ),
      );
      expect(none).toEqual([0, 0]);
    });

    it.each([2, 3, 4])('of %i tasks finds what no grid of mixtures beats, and its d is within the ball', (count) => {
      fc.assert(
        fc.property(gradients(count), fc.constantFrom(0.2, 0.4, 0.8), (given, c) => {
          const mixture = numbers(() => caGradMixture(gramOf(given), c));
          expect(mixture.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
          expect(Math.min(...mixture)).toBeGreaterThanOrEqual(-1e-6);
          const best = plain.leastOnGrid(given, c, count === 2 ? 400 : count === 3 ? 40 : 15);
          const found = plain.caGradObjective(given, mixture, c);
          const g0 = plain.mixed(
            given,
            given.map(() => 1 / count),
          );
          const size = Math.hypot(...g0) * Math.max(...given.map((g) => Math.hypot(...g)));
          expect(found).toBeLessThanOrEqual(best + (count < 4 ? 1e-3 : 1e-2) * size + 1e-9);
          const d = plain.mixed(
            given,
            numbers(() => caGradWeights(gramOf(given), c)),
          );
          const away = Math.hypot(...d.map((x, i) => x - g0[i]!));
          expect(away).toBeLessThanOrEqual(c * Math.hypot(...g0) * (1 + 1e-3) + 1e-6);
        }),
        { numRuns: count < 4 ? 60 : 30 },
      );
    });

    it('leaves a valley of two gradients that cancel each other for one that is 0', () => {
      const given = [
        [4, 8, 196, -22, 0],
        [0, 0, 0, 0, 0],
        [112, 0, -46, -74, 0],
        [0, 0, -132, 0, 0],
      ];
      expect(numbers(() => caGradMixture(gramOf(given), 0.8))[1]).toBeGreaterThan(0.999);
    });
  });

  it('leaves no tensors', async () => {
    const gram = () =>
      gramOf([
        [1, 0],
        [-1, 1],
      ]);
    expect(await countTensors(() => void numbers(() => caGradWeights(gram(), 0.4)))).toBe(0);
    expect(
      await countTensors(
        () =>
          void numbers(() =>
            pcGradWeights(
              gram(),
              ranksOf(
                tensor2d([
                  [0, 0],
                  [0, 0],
                ]),
              ),
            ),
          ),
      ),
    ).toBe(0);
  });
});
