import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeReports } from './ranges.js';
import { mae, r2, regressionReport, rmse } from './regression.js';

// The example of scikit-learn's documentation of r2_score, mean_absolute_error and mean_squared_error.
const truth = [3, -0.5, 2, 7];
const guess = [2.5, 0, 2, 8];

describe('regression figures', () => {
  it('agree with scikit-learn', () => {
    expect(rmse(guess, truth)).toBeCloseTo(Math.sqrt(0.375), 12);
    expect(mae(guess, truth)).toBe(0.5);
    expect(r2(guess, truth)).toBeCloseTo(0.948608137, 9);
  });

  it('agree with a table worked by hand', () => {
    // d = −0.5, 0.5, 0, 1: mean 0.25; squares about it 0.5625 + 0.0625 + 0.0625 + 0.5625 = 1.25
    expect(regressionReport(guess, truth)).toMatchObject({
      count: 4,
      errorMean: 0.25,
      errorStd: Math.sqrt(1.25 / 4),
      early: 1,
      late: 3,
      earlyLateRatio: 1 / 3,
    });
    const score = Math.expm1(0.5 / 13) + Math.expm1(0.05) + 0 + Math.expm1(0.1);
    expect(regressionReport(guess, truth).nasaScore).toBeCloseTo(score, 12);
    expect(regressionReport(guess, truth).nasaScoreMean).toBeCloseTo(score / 4, 12);
  });

  it('follow scikit-learn where all truths are equal', () => {
    expect(r2([5, 5], [5, 5])).toBe(1);
    expect(r2([5, 6], [5, 5])).toBe(0);
    expect(r2([7], [5])).toBe(0);
    expect(r2([Number.NaN], [5])).toBeNaN();
  });

  it('count the early ones where nothing is late', () => {
    expect(regressionReport([1, 2], [3, 4]).earlyLateRatio).toBe(2);
  });

  it('hold rmse² = errorMean² + errorStd², and rmse ≥ mae', () => {
    const cycles = fc.integer({ min: -300, max: 300 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cycles, cycles), { minLength: 1 }), (pairs) => {
        const report = regressionReport(
          pairs.map(([p]) => p),
          pairs.map(([, y]) => y),
        );
        expect(report.rmse ** 2).toBeCloseTo(report.errorMean ** 2 + report.errorStd ** 2, 6);
        expect(report.rmse).toBeGreaterThanOrEqual(report.mae - 1e-9);
        expect(report.r2).toBeLessThanOrEqual(1);
        expect(report.early + report.late).toBe(report.count);
      }),
    );
  });

  it('refuse nothing, and lengths that differ', () => {
    expect(() => rmse([], [])).toThrow('MR_EMPTY');
    expect(() => regressionReport([], [])).toThrow('MR_EMPTY');
    expect(() => mae([1], [1, 2])).toThrow(/1 predictions for 2 truths.*MR_LENGTH/);
  });
});

describe('rangeReports', () => {
  it('puts a border into the range below it and keeps empty ranges', () => {
    const reports = rangeReports([15, 18, 50, 200], [15, 16, 50, 125], [15, 50, 100]);
    expect(reports.map(({ from, to, count }) => [from, to, count])).toEqual([
      [null, 15, 1],
      [15, 50, 2],
      [50, 100, 0],
      [100, null, 1],
    ]);
    expect(reports[1]!.regression!.rmse).toBeCloseTo(Math.sqrt(2), 12); // d = 2, 0
    expect(reports[2]).not.toHaveProperty('regression');
    expect(reports[3]!.regression!.mae).toBe(75);
  });
});
