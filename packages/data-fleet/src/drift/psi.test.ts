import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binOf, decileBorders } from './bins.js';
import { standardised } from './compare.js';
import { findDrifted } from './drifted.js';
import { populationStability, readStability } from './psi.js';

describe('populationStability', () => {
  it('is that of a table worked by hand', () => {
    // Shares .2 .3 .5 and .4 .3 .3, smoothed by .001 and divided by 1.003: .2 ln 2 + .2 ln (5/3), all but.
    const exact = ((0.4 - 0.2) * Math.log(0.401 / 0.201) + (0.5 - 0.3) * Math.log(0.501 / 0.301)) / 1.003;
    expect(populationStability([20, 30, 50], [4, 3, 3])).toBeCloseTo(exact, 12);
    expect(exact).toBeCloseTo(0.2 * Math.log(2) + 0.2 * Math.log(5 / 3), 2);
    // An empty bin: (1.001 − .501) ln (1.001 / .501) + (.501 − .001) ln (.501 / .001), divided by 1.002.
    expect(populationStability([7, 0], [1, 1])).toBeCloseTo((0.5 * (0.69215 + 6.2166)) / 1.002, 4);
  });

  it('is what a plain loop finds, symmetric, and 0 for equal shares only', () => {
    const counts = fc.array(fc.nat(1000), { minLength: 5, maxLength: 5 }).filter((some) => some.some((n) => n > 0));
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const [p, q] = [a, b].map((some) => {
          const total = some.reduce((x, y) => x + y);
          return some.map((count) => (count / total + 0.001) / 1.005);
        }) as [number[], number[]];
        let loop = 0;
        for (const [i, share] of p.entries()) loop += (share - q[i]!) * Math.log(share / q[i]!);
        const psi = populationStability(a, b);
        expect(psi).toBeCloseTo(loop, 10);
        expect(psi).toBeCloseTo(populationStability(b, a), 12);
        expect(psi).toBeGreaterThanOrEqual(0);
        expect(
          populationStability(
            a,
            a.map((count) => 3 * count),
          ),
        ).toBeCloseTo(0, 12);
      }),
    );
  });

  it('reads as usual, but nothing below chance is a change', () => {
    expect([0.09, 0.1, 0.25, 0.26].map((psi) => readStability(psi, 0.05))).toEqual([
      'stable',
      'moderate',
      'moderate',
      'large',
    ]);
    expect(readStability(3, 3.1)).toBe('stable');
    expect([0.09, 3].map((psi) => readStability(psi, undefined))).toEqual(['stable', 'unknown']);
  });
});

describe('bins', () => {
  const of = (...values: number[]) => decileBorders(Float32Array.from(values));
  it('have a tenth of the rows each, where there are no ties', () => {
    expect(decileBorders(Float32Array.from({ length: 100 }, (_, i) => i))).toEqual([
      9.5, 19.5, 29.5, 39.5, 49.5, 59.5, 69.5, 79.5, 89.5,
    ]);
    expect([-1, 9.4, 9.5, 1e9].map((value) => binOf(of(0, 19), value))).toEqual([0, 0, 1, 1]);
  });

  it('are fewer for values that occur often, and three for a single one', () => {
    const often = (value: number, times: number) => new Array<number>(times).fill(value);
    expect(of(...often(0, 95), ...often(1, 5))).toEqual([0.5]);
    expect(of(...often(0, 5), ...often(1, 95))).toEqual([0.5]);
    expect(of(...often(2, 30), ...often(3, 30), ...often(7, 40))).toEqual([2.5, 5]);
    expect(of(4, 4, 4)).toEqual([3.9, 4.1]);
  });

  it('ascend, and are at most nine', () => {
    const values = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(values, (some) => {
        const borders = decileBorders(Float32Array.from(some).sort());
        expect(borders.length).toBeGreaterThan(0);
        expect(borders.length).toBeLessThanOrEqual(9);
        for (const [i, border] of borders.entries()) if (i > 0) expect(border).toBeGreaterThan(borders[i - 1]!);
      }),
    );
  });
});

it('standardised: shares of the reference, conditions as often as now, and none that the reference lacks', () => {
  // Condition 0 has 1/4 and 3/4 in training, condition 1 all in the second bin, condition 2 no row.
  const { expected, found } = standardised([10, 30, 0, 5, 0, 0], [4, 4, 1, 1, 9, 9], 2);
  expect([...Array.from(expected), ...Array.from(found)]).toEqual([2, 8, 5, 5]);
});

describe('findDrifted', () => {
  // Correlations .9 between two inputs, none with the third: P = [[1, −.9], [−.9, 1]] / .19, and 1.
  const precision = [
    [1 / 0.19, -0.9 / 0.19, 0],
    [-0.9 / 0.19, 1 / 0.19, 0],
    [0, 0, 1],
  ];
  const off = (...drift: number[]) =>
    precision.map((row, i) => row.reduce((sum, p, j) => sum + p * drift[j]!, 0) / Math.sqrt(precision[i]![i]!));

  it('names the sensor that drifted and by how much, not those it is compared with', () => {
    const found = findDrifted(off(1, 0, 0), precision, [0, 1, 2]);
    expect([...found.keys()]).toEqual([0]);
    expect(found.get(0)!.by).toBeCloseTo(1, 12);
    expect(found.get(0)!.followers).toEqual([1]);
  });

  it('names two that drifted on their own', () => {
    const found = findDrifted(off(0, -2, 0.5), precision, [0, 1, 2]);
    expect([...found].map(([i, { by }]) => [i, Number(by.toFixed(9))])).toEqual([
      [1, -2],
      [2, 0.5],
    ]);
  });

  it('names none that is as the others say, though its shape may have changed', () => {
    expect(findDrifted([0.1, -0.2, 0.2], precision, [0, 1, 2]).size).toBe(0);
  });
});
