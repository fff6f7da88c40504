import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from './fixtures/progpy.json' with { type: 'json' };
import {
  alphaLambda,
  cumulativeRelativeAccuracy,
  type PredictedLife,
  prognosticHorizon,
  relativeAccuracy,
} from './index.js';

/** A life of 100, seen every 10 from 50 on: 50, 40, 30, 20, 10 and 0 remain. */
const life: PredictedLife = { times: [50, 60, 70, 80, 90, 100], predicted: [50, 60, 36, 19, 6, 0], end: 100 };

describe('a life worked by hand', () => {
  // Errors 0, 20, 6, −1, −4, 0.
  it.each([
    ['± 5, then 20 is outside, 6, too', { alpha: 0.05 }, 20],
    ['± 6: the border belongs to it', { alpha: 0.06 }, 30],
    ['± 1: 4 at the last row before the end is outside', { alpha: 0.01 }, undefined],
    ['± 20', { alpha: 0.2 }, 50],
    ['the first time', { alpha: 0.05, rule: 'first' }, 50],
    ['the first time with at most 40 left', { alpha: 0.05, rule: 'first', cap: 40 }, 20],
    ['a cone: ± 10, 8, 6, 4, 2', { alpha: 0.2, of: 'remaining' }, undefined],
    ['a cone: ± 25, 20, 15, 10, 5', { alpha: 0.5, of: 'remaining' }, 50],
    ['a cone: ± 20, 16, 12, 8, 4', { alpha: 0.4, of: 'remaining' }, 30],
  ] as const)('has its horizon: %s', (_, options, expected) => {
    expect(prognosticHorizon(life, options)).toBe(expected);
  });

  it.each([
    // From 50, with 50 left: λ = 0.5 is at 75, so the row at 80 counts, 20 left, 19 predicted.
    [{}, true, 1 - 1 / 20],
    [{ lambda: 0 }, true, 1],
    [{ lambda: 0.2 }, false, 1 - 20 / 40],
    [{ lambda: 0.4 }, true, 1 - 6 / 30],
    [{ lambda: 0.8 }, false, 1 - 4 / 10],
    // From 80 on, with 20 left: λ = 0.5 is at 90.
    [{ cap: 20 }, false, 1 - 4 / 10],
    // Nothing is left at 100.
    [{ lambda: 0.9 }, undefined, undefined],
    [{ lambda: 1 }, undefined, undefined],
  ])('has α-λ and relative accuracy: %j', (options, within, accuracy) => {
    expect(alphaLambda(life, options)).toBe(within);
    expect(relativeAccuracy(life, options)).toEqual(accuracy === undefined ? undefined : expect.closeTo(accuracy, 12));
  });

  it('has a cumulative relative accuracy', () => {
    expect(cumulativeRelativeAccuracy(life)).toBeCloseTo((1 + 0.5 + 0.8 + 0.95 + 0.6) / 5, 12);
    expect(cumulativeRelativeAccuracy(life, { cap: 20 })).toBeCloseTo((0.95 + 0.6) / 2, 12);
    // Of the age at the end, and the row at the end counts: it is exact.
    expect(cumulativeRelativeAccuracy(life, { of: 'end' })).toBeCloseTo(1 - (20 + 6 + 1 + 4) / 100 / 6, 12);
    expect(relativeAccuracy(life, { of: 'end', lambda: 0.2 })).toBeCloseTo(1 - 20 / 100, 12);
  });

  it('takes distributions by the share of them that is within the margin', () => {
    // Uniform within ± 4 of the prediction.
    const within = (row: number, low: number, high: number) => {
      const [from, to] = [life.predicted[row]! - 4, life.predicted[row]! + 4];
      return Math.max(0, Math.min(high, to) - Math.max(low, from)) / 8;
    };
    const uniform = { ...life, within };
    // At 90 from 2 to 10, 10 left: of this half is in [8, 12] but a quarter.
    expect(alphaLambda(uniform, { lambda: 0.8, beta: 0.25 })).toBe(true);
    expect(alphaLambda(uniform, { lambda: 0.8, beta: 0.26 })).toBe(false);
    // At 80 from 15 to 23, within [15, 25]; at 90 from 2 to 10, of [5, 15] five of eight.
    expect(prognosticHorizon(uniform, { alpha: 0.05, beta: 5 / 8 })).toBe(20);
    expect(prognosticHorizon(uniform, { alpha: 0.05, beta: 0.63 })).toBeUndefined();
  });
});

// packages/metrics-rul/src/fixtures/progpy_metrics.py
describe.each(reference.cases)("agrees with NASA's ProgPy: $times.length predictions", (expected) => {
  const { times, predicted, end, offsets } = expected;
  // Its samples must lie strictly within the bounds.
  const samplesWithin = (row: number, low: number, high: number) =>
    offsets.filter((offset) => predicted[row]! + offset > low && predicted[row]! + offset < high).length /
    offsets.length;
  const mean = offsets.reduce((sum, offset) => sum + offset, 0) / Math.max(offsets.length, 1);
  const given = {
    times,
    predicted: predicted.map((rul) => rul + mean),
    end,
    ...(offsets.length > 0 && { within: samplesWithin }),
  };
  const close = (value: number | null) => (value === null ? undefined : expect.closeTo(value, 9));

  it('prognostic_horizon', () => {
    for (const [of, horizons] of [
      ['life', expected.horizonLife],
      ['remaining', expected.horizonRemaining],
    ] as const) {
      for (const [alpha, horizon] of Object.entries(horizons)) {
        expect(prognosticHorizon(given, { alpha: Number(alpha), of, rule: 'first' })).toEqual(close(horizon));
      }
    }
  });

  it('alpha_lambda, and relative_accuracy of the remaining life', () => {
    for (const [k, lambda] of reference.lambdas.entries()) {
      const accuracy = expected.relativeAccuracy[k]!;
      expect(relativeAccuracy(given, { lambda })).toEqual(close(accuracy));
      // Where only the row at the end itself is left, ProgPy says false, as no number lies strictly between 0 and 0.
      const met = accuracy === null ? undefined : expected.alphaLambda[k];
      expect(alphaLambda(given, { lambda })).toBe(met);
    }
  });

  it('cumulative_relative_accuracy', () => {
    expect(cumulativeRelativeAccuracy(given, { of: 'end' })).toEqual(close(expected.cumulativeOfEnd));
    expect(cumulativeRelativeAccuracy(given)).toEqual(close(expected.cumulativeOfRemaining));
  });
});

describe('any life', () => {
  /** Steps and errors, as whole numbers: nothing is lost to rounding. */
  const lives = fc
    .record({
      steps: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 30 }),
      errors: fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 30, maxLength: 30 }),
      rest: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ steps, errors, rest }) => {
      let age = 0;
      const times = steps.map((step) => (age += step));
      const end = age + rest;
      return { times, end, predicted: times.map((time, row) => end - time + errors[row]!) };
    });
  const alphas = fc.double({ min: 0.01, max: 0.99, noNaN: true });

  it('has a lasting horizon within the first one, which grow with the margin', () => {
    fc.assert(
      fc.property(lives, alphas, alphas, fc.constantFrom('life', 'remaining'), (given, a, b, of) => {
        const [narrow, wide] = [Math.min(a, b), Math.max(a, b)];
        const horizon = (alpha: number, rule: 'lasting' | 'first') =>
          prognosticHorizon(given, { alpha, of, rule }) ?? 0;
        expect(horizon(narrow, 'lasting')).toBeLessThanOrEqual(horizon(narrow, 'first'));
        for (const rule of ['lasting', 'first'] as const) {
          expect(horizon(narrow, rule)).toBeLessThanOrEqual(horizon(wide, rule));
        }
      }),
    );
  });

  it('is good from the lasting horizon on, and not right before', () => {
    fc.assert(
      fc.property(lives, alphas, (given, alpha) => {
        const horizon = prognosticHorizon(given, { alpha }) ?? 0;
        let before: boolean | undefined;
        for (const [row, time] of given.times.entries()) {
          const left = given.end - time;
          const margin = alpha * given.end;
          const good = given.predicted[row]! >= left - margin && given.predicted[row]! <= left + margin;
          if (left > 0 && left <= horizon) expect(good).toBe(true);
          if (left > horizon) before = good;
        }
        expect(before ?? false).toBe(false);
      }),
    );
  });

  it('has accuracies of 1 if it is exact, and none above', () => {
    fc.assert(
      fc.property(lives, fc.double({ min: 0, max: 1, noNaN: true }), (given, lambda) => {
        const exact = { ...given, predicted: given.times.map((time) => given.end - time) };
        expect(cumulativeRelativeAccuracy(exact)).toBe(1);
        expect(prognosticHorizon(exact)).toBe(given.end - given.times[0]!);
        expect([true, undefined]).toContain(alphaLambda(exact, { lambda }));
        expect(cumulativeRelativeAccuracy(given)).toBeLessThanOrEqual(1);
        expect(relativeAccuracy(given, { lambda }) ?? 1).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('bad input', () => {
  const metrics = { prognosticHorizon, alphaLambda, relativeAccuracy, cumulativeRelativeAccuracy };
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

  it.each<[string, PredictedLife, string]>([
    ['nothing', { times: [], predicted: [], end: 9 }, 'MR_EMPTY'],
    ['fewer predictions than times', { times: [1, 2], predicted: [1], end: 9 }, 'MR_LENGTH'],
    ['a NaN prediction', { times: [1, 2], predicted: [8, nan], end: 9 }, 'MR_NOT_FINITE'],
    ['an infinite prediction', { times: [1, 2], predicted: [infinity, 7], end: 9 }, 'MR_NOT_FINITE'],
    ['a NaN time', { times: [nan, 2], predicted: [8, 7], end: 9 }, 'MR_NOT_FINITE'],
    ['a NaN end', { times: [1, 2], predicted: [8, 7], end: nan }, 'MR_NOT_FINITE'],
    ['times out of order', { times: [1, 3, 2], predicted: [8, 7, 6], end: 9 }, 'MR_TIME_ORDER'],
    ['a time twice', { times: [1, 1], predicted: [8, 7], end: 9 }, 'MR_TIME_ORDER'],
    ['a time before the life', { times: [-1, 2], predicted: [8, 7], end: 9 }, 'MR_TIME_ORDER'],
    ['a time after the end', { times: [1, 10], predicted: [8, 7], end: 9 }, 'MR_TIME_ORDER'],
    ['one row', { times: [1], predicted: [8], end: 9 }, 'MR_FEW_ROWS'],
    ['one row before the end', { times: [1, 9], predicted: [8, 0], end: 9 }, 'MR_FEW_ROWS'],
  ])('%s', (_, given, code) => {
    for (const metric of Object.values(metrics)) expect(() => metric(given)).toThrow(code);
  });

  it('too few rows below the cap', () => {
    for (const metric of Object.values(metrics)) expect(() => metric(life, { cap: 10 })).toThrow('MR_FEW_ROWS');
  });

  it.each([0, 1, -1, nan, infinity])('alpha %d', (alpha) => {
    for (const metric of [prognosticHorizon, alphaLambda]) {
      expect(() => metric(life, { alpha })).toThrow(/`alpha` must be.*CL_OPTION_INVALID/);
    }
  });

  it.each([-0.1, 1.1, nan])('lambda %d', (lambda) => {
    for (const metric of [alphaLambda, relativeAccuracy]) {
      expect(() => metric(life, { lambda })).toThrow(/`lambda` must be.*CL_OPTION_INVALID/);
    }
  });

  it.each([
    () => alphaLambda(life, { beta: 0 }),
    () => alphaLambda(life, { beta: 1.1 }),
    () => prognosticHorizon(life, { of: 'end' as 'life' }),
    () => prognosticHorizon(life, { rule: 'last' as 'first' }),
    () => cumulativeRelativeAccuracy(life, { of: 'life' as 'end' }),
    () => cumulativeRelativeAccuracy(life, { cap: 0 }),
  ])('%s', (call) => {
    expect(call).toThrow('CL_OPTION_INVALID');
  });

  it('options that are not known', () => {
    for (const metric of Object.values(metrics)) {
      expect(() => metric(life, { oops: 1 } as object)).toThrow(/unknown option 'oops'.*CL_OPTION_UNKNOWN/);
    }
  });
});
