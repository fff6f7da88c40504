import { describe, expect, it } from 'vitest';
import { minimumTenth, steepest, valley } from './rules.js';

/** A curve of these smoothed losses at rates 1, 10, 100, … */
const curve = (losses: readonly number[]) => losses.map((smoothed, i) => ({ rate: 10 ** i, smoothed }));

describe('valley', () => {
  it.each<[string, number[], number | undefined]>([
    // Nine points fall: counted back from index 8 by 9 the fall begins at −1, and −1 + 3 + 1 = 3.
    ['a fall all along', [9, 8, 7, 6, 5, 4, 3, 2, 1], 1e3],
    // The longest fall is 9 8 7 6 5 4 (6 points, the 8.5 is no part of it), ends at index 6: 6 − 6 + 2 + 1 = 3.
    ['a fall with a bump', [9, 8.5, 8.9, 7, 6, 5, 4, 20, 30], 1e3],
    // 5 4 3 and 6 2 1: both have 3 points below one another… the longest is 5 4 3 2 1, ends at index 6: 6 − 5 + 1 + 0 = 2.
    ['two falls that belong together', [5, 4, 3, 7, 6, 2, 1], 1e2],
    ['three points', [3, 2, 1], 1],
    ['two points that fall', [2, 1, 1, 3], undefined],
    ['a rise', [1, 2, 3, 4], undefined],
    ['what never changes', [1, 1, 1, 1], undefined],
    ['nothing', [], undefined],
  ])('%s', (_, losses, rate) => {
    expect(valley(curve(losses))).toBe(rate);
  });

  it('takes the fall that ends first where two are as long', () => {
    // 9 8 7 ends at index 2, 6 5 4 is part of a longer one; so rises stand between: 3 2 1 | 9 8 7.
    expect(valley(curve([3, 2, 1, 9, 8, 7]))).toBe(1); // 2 − 3 + 1 + 0 = 0
  });
});

describe('steepest', () => {
  it('takes the rate at the beginning of the steepest part', () => {
    // By decade: −1, −3, −1, +5
    expect(steepest(curve([10, 9, 6, 5, 10]))).toBe(10);
  });

  it('measures by the logarithm of the rate, evenly spaced or not', () => {
    // From 1 to 2 the loss falls by 1, from 2 to 200 by 2: that is −1 / 0.69 and −2 / 4.6
    const points = [1, 2, 200].map((rate, i) => ({ rate, smoothed: [5, 4, 2][i]! }));
    expect(steepest(points)).toBe(1);
  });

  it.each([[[1, 2, 3]], [[1, 1, 1]], [[1]], [[]]])('finds nothing in %j', (losses) => {
    expect(steepest(curve(losses))).toBeUndefined();
  });
});

describe('minimumTenth', () => {
  it('is a tenth of the rate of the least loss, the first of equals', () => {
    expect(minimumTenth(curve([5, 4, 1, 1, 3]))).toBe(10);
  });

  it.each([[[1, 2, 3]], [[1, 1, 1]], [[]]])('finds nothing in %j', (losses) => {
    expect(minimumTenth(curve(losses))).toBeUndefined();
  });
});
