import { fillNormal } from '@amnl/core-loop';
import { nasaScoreSum, rmse } from '@amnl/metrics-rul';
import { describe, expect, test } from 'vitest';
import { drawUnits, pairedFigure, resample } from './paired-bootstrap.js';

describe('samples of units', () => {
  test('are the same every time, draw all units equally often, and repeat some', () => {
    const [units, samples] = [7, 10_000];
    const drawn = drawUnits(units, samples);
    expect(drawUnits(units, samples)).toEqual(drawn);
    const often = new Array<number>(units).fill(0);
    for (const unit of drawn) often[unit]! += 1;
    // Of 70,000 draws each unit has 10,000, with a deviation of √(70,000 · 1/7 · 6/7) = 93.
    for (const times of often) expect(Math.abs(times - 10_000)).toBeLessThan(4 * 93);
    const distinct = Array.from(
      { length: samples },
      (_, s) => new Set(drawn.subarray(s * units, (s + 1) * units)).size,
    );
    // 7 · (1 − (6/7)⁷) = 4.62 different units on average.
    expect(distinct.reduce((sum, n) => sum + n, 0) / samples).toBeCloseTo(4.62, 1);
  });

  test('give the figures of the units drawn', () => {
    const errors = [3, -4, 12];
    const drawn = Int32Array.of(0, 1, 2, 2, 2, 2, 0, 0, 1);
    const { rmse: found, nasa } = resample(errors, drawn);
    const expected = [errors, [12, 12, 12], [3, 3, -4]];
    const zero = [0, 0, 0];
    expect([...found]).toEqual(expected.map((sample) => expect.closeTo(rmse(sample, zero), 12)));
    expect([...nasa]).toEqual(expected.map((sample) => expect.closeTo(nasaScoreSum(sample), 12)));
  });
});

describe('a paired figure', () => {
  const of = (...values: number[]) => Float64Array.from(values);

  test('worked by hand: two seeds, ten samples, the middle eight tenths', () => {
    const one = of(10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
    const other = of(12, 12, 12, 12, 12, 12, 12, 12, 12, 12);
    const same = of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    // Means over both seeds of the differences: −1, −0.5, 0, 0.5 … 3.5; on the smaller side of 0 three of ten.
    const found = pairedFigure(
      [2, 0],
      [
        [one, other],
        [same, same],
      ],
      0.8,
    );
    expect(found).toEqual({ difference: 1, interval: [-0.5, 3], p: (2 * (3 + 1)) / 11 });
  });

  test('of equal runs is 0, and p is 1', () => {
    const same = of(4, 5, 6);
    expect(pairedFigure([0], [[same, same]])).toEqual({ difference: 0, interval: [0, 0], p: 1 });
  });

  test('of a network that predicted NaN is unknown', () => {
    const { rmse: bad } = resample([Number.NaN, 1], drawUnits(2, 10));
    const { rmse: good } = resample([1, 1], drawUnits(2, 10));
    expect(pairedFigure([Number.NaN], [[bad, good]])).toEqual({ difference: null, interval: null, p: null });
  });

  test('covers the true difference of a simulated pair about as often as it says', () => {
    // Errors of both share what a unit has of its own; the second has 0.5 more deviation. Its RMSE is then larger by a known amount.
    const units = 60;
    const drawn = drawUnits(units, 400);
    let covered = 0;
    const trials = 200;
    for (let trial = 0; trial < trials; trial++) {
      const normal = normals(3 * units, trial);
      const common = normal.slice(0, units);
      const a = common.map((c, i) => c + normal[units + i]!);
      const b = common.map((c, i) => c + 1.5 * normal[2 * units + i]!);
      const [one, other] = [resample(a, drawn), resample(b, drawn)];
      const zero = a.map(() => 0);
      const { interval } = pairedFigure([rmse(b, zero) - rmse(a, zero)], [[other.rmse, one.rmse]]);
      const truth = Math.sqrt(3.25) - Math.sqrt(2);
      if (interval![0] <= truth && truth <= interval![1]) covered += 1;
    }
    // 95 % within what 200 trials and the bias of percentiles of 60 units allow.
    expect(covered / trials).toBeGreaterThan(0.88);
    expect(covered / trials).toBeLessThan(0.99);
  });
});

function normals(count: number, counter: number): number[] {
  return [...fillNormal(new Float32Array(count), 7, 'test', counter)];
}
