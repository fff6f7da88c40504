import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogram } from './buckets.js';

describe('histogram', () => {
  it('is worked by hand: ten values in four buckets', () => {
    expect(histogram([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4], 4)).toEqual({
      buckets: [
        [0, 1, 2],
        [1, 2, 2],
        [2, 3, 2],
        [3, 4, 4],
      ],
      nonFinite: 0,
    });
  });

  it('holds equal values in the last of buckets without width', () => {
    expect(histogram([7, 7, 7], 3).buckets).toEqual([
      [7, 7, 0],
      [7, 7, 0],
      [7, 7, 3],
    ]);
  });

  it('is all zeros without values', () => {
    expect(histogram([], 2)).toEqual({
      buckets: [
        [0, 0, 0],
        [0, 0, 0],
      ],
      nonFinite: 0,
    });
  });

  it('counts NaN and infinity apart, and is not stretched by them', () => {
    const { buckets, nonFinite } = histogram([1, Number.NaN, 2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], 1);
    expect([buckets, nonFinite]).toEqual([[[1, 2, 2]], 3]);
    expect(histogram([Number.NaN], 1)).toEqual({ buckets: [[0, 0, 0]], nonFinite: 1 });
  });

  it('spans more than a double can hold', () => {
    const most = Number.MAX_VALUE;
    expect(histogram([-most, -most / 2, 1e300, most / 2, most], 2).buckets).toEqual([
      [-most, 0, 2],
      [0, most, 3],
    ]);
  });

  it('holds every finite value once, within its bucket to rounding; edges rise from the minimum to the maximum', () => {
    const value = fc.oneof(fc.double(), fc.float(), fc.integer({ min: -3, max: 3 }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.integer({ min: 1, max: 40 }), (values, count) => {
        const { buckets, nonFinite } = histogram(values, count);
        const finite = values.filter(Number.isFinite).sort((a, b) => a - b);
        expect(buckets).toHaveLength(count);
        expect(nonFinite).toBe(values.length - finite.length);
        expect(buckets.reduce((sum, [, , n]) => sum + n, 0)).toBe(finite.length);
        if (finite.length === 0) return;
        expect([buckets[0]![0], buckets.at(-1)![1]]).toEqual([finite[0], finite.at(-1)].map((edge) => edge! + 0));
        buckets.forEach(([left, right], i) => {
          expect(left).toBeLessThanOrEqual(right);
          if (i > 0) expect(left).toBe(buckets[i - 1]![1]);
        });
        // The values in order fill the buckets in order. One at an edge may fall to either side by a rounding.
        const slack = 1e-322 + 1e-12 * Math.max(Math.abs(finite[0]!), Math.abs(finite.at(-1)!));
        let next = 0;
        for (const [left, right, n] of buckets) {
          for (const inside of finite.slice(next, next + n)) {
            expect(inside).toBeGreaterThanOrEqual(left - slack);
            expect(inside).toBeLessThanOrEqual(right + slack);
          }
          next += n;
        }
      }),
    );
  });
});
