import { describe, expect, it } from 'vitest';
import {
  alphaLambda,
  cumulativeRelativeAccuracy,
  type PredictedLife,
  prognosticHorizon,
  prognosticReport,
  relativeAccuracy,
} from './index.js';

/** Of 100 with 40, 30, 20, 10 and 0 left, predicted with these errors. */
const withErrors = (...errors: number[]): PredictedLife => ({
  times: [60, 70, 80, 90, 100].slice(0, errors.length),
  predicted: errors.map((error, row) => 40 - 10 * row + error),
  end: 100,
});

const early = withErrors(10, 4, -4, 1, 0); // horizon 30
const exact = withErrors(0, 0, 0, 0, 0); // horizon 40
const late = withErrors(0, 0, 0, 9, 0); // none
const cut = withErrors(0, 3); // stops with 30 left: horizon 40 so far
const short = withErrors(0); // one row

describe('prognosticReport', () => {
  const report = prognosticReport([early, exact, late, cut, short], { lambdas: [0.5, 0.75] })!;

  it('counts units, and those it leaves out or that are cut', () => {
    expect(report).toMatchObject({ cap: null, horizonAlpha: 0.05, alpha: 0.2, count: 4, leftOut: 1, cut: 1 });
    expect(report.units.map(({ unit, rows, cut }) => [unit, rows, cut])).toEqual([
      [0, 5, false],
      [1, 5, false],
      [2, 5, false],
      [3, 2, true],
    ]);
  });

  it('has horizons of the units seen to their end', () => {
    expect(report.units.map(({ horizon }) => horizon)).toEqual([30, 40, null, 40]);
    // 0, 30 and 40: the tenth lies a fifth of the way from 0 to 30.
    expect(report.horizon).toEqual({ units: 3, median: 30, tenth: expect.closeTo(6, 9), none: 1 });
  });

  it('has accuracies of the units that are seen for so long', () => {
    // λ = 0.5: at 80, 20 left, errors −4, 0, 0; λ = 0.75: at 90, 10 left, errors 1, 0, 9.
    expect(report.atLambda).toEqual([
      { lambda: 0.5, units: 3, accuracy: 1, relativeAccuracy: expect.closeTo((0.8 + 1 + 1) / 3, 9) },
      { lambda: 0.75, units: 3, accuracy: 2 / 3, relativeAccuracy: expect.closeTo((0.9 + 1 + 0.1) / 3, 9) },
    ]);
    expect(report.units[3]!.atLambda[0]).toEqual({ lambda: 0.5, within: null, relativeAccuracy: null });
  });

  it('is the mean over units in the cumulative relative accuracy', () => {
    const each = [early, exact, late, cut].map((life) => cumulativeRelativeAccuracy(life));
    expect(report.units.map((unit) => unit.cumulativeRelativeAccuracy)).toEqual(each);
    expect(report.cumulativeRelativeAccuracy).toBeCloseTo(each.reduce((a, b) => a + b) / 4, 12);
  });

  it('says of each unit what the functions say, with a cap, too', () => {
    const options = { cap: 30, alpha: 0.1, horizonAlpha: 0.04, lambdas: [0.3] };
    const { cap, alpha } = options;
    const found = prognosticReport([early, late, cut], options)!;
    expect(found).toMatchObject({ cap, alpha, count: 2, leftOut: 1, cut: 0 });
    for (const [k, life] of [early, late].entries()) {
      expect(found.units[k]).toMatchObject({
        horizon: prognosticHorizon(life, { cap, alpha: 0.04 }) ?? null,
        atLambda: [
          {
            within: alphaLambda(life, { cap, alpha, lambda: 0.3 }),
            relativeAccuracy: relativeAccuracy(life, { cap, lambda: 0.3 }),
          },
        ],
        cumulativeRelativeAccuracy: cumulativeRelativeAccuracy(life, { cap }),
      });
    }
  });

  it('has no horizon where all units are cut, and no figures at a λ that none reaches', () => {
    const found = prognosticReport([cut, cut], { lambdas: [0.5] })!;
    expect(found).not.toHaveProperty('horizon');
    expect(found.atLambda).toEqual([{ lambda: 0.5, units: 0, accuracy: null, relativeAccuracy: null }]);
  });

  it('knows a whole life without a row at its end by the steps between rows', () => {
    const hourly = { times: [1, 2, 3], predicted: [2, 1, 0], end: 3.9 };
    expect(prognosticReport([hourly])!.cut).toBe(0);
    expect(prognosticReport([{ ...hourly, end: 4.1 }])!.cut).toBe(1);
  });

  it('is undefined if no unit has enough rows', () => {
    expect(prognosticReport([short, short])).toBeUndefined();
    expect(prognosticReport([early], { cap: 5 })).toBeUndefined();
  });

  it('refuses what the functions refuse', () => {
    expect(() => prognosticReport([])).toThrow('MR_EMPTY');
    expect(() => prognosticReport([early, { ...exact, end: Number.NaN }])).toThrow('MR_NOT_FINITE');
    expect(() => prognosticReport([early], { lambdas: [0.5, 2] })).toThrow('CL_OPTION_INVALID');
    expect(() => prognosticReport([early], { horizonAlpha: 1 })).toThrow(/`horizonAlpha` must be.*CL_OPTION_INVALID/);
    expect(() => prognosticReport([early], { alpha: 0 })).toThrow('CL_OPTION_INVALID');
    expect(() => prognosticReport([early], { oops: 1 } as object)).toThrow('CL_OPTION_UNKNOWN');
  });
});
