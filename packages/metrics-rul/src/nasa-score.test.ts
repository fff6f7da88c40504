import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nasaScore, nasaScoreSum } from './nasa-score.js';

describe('nasaScore', () => {
  it.each([
    [5, 0.469, 0.649],
    [10, 1.158, 1.718],
    [20, 3.657, 6.389],
    [50, 45.813, 147.413],
  ])('|d| = %i: early %f, late %f', (d, early, late) => {
    expect(nasaScore(-d)).toBeCloseTo(early, 3);
    expect(nasaScore(d)).toBeCloseTo(late, 3);
  });

  it('is 0 for an exact prediction, positive otherwise, and dearer when late', () => {
    expect(nasaScore(0)).toBe(0);
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), (d) => {
        expect(nasaScore(-d)).toBeGreaterThan(0);
        expect(nasaScore(d)).toBeGreaterThanOrEqual(nasaScore(-d));
      }),
    );
  });

  it('grows with |d| on either side', () => {
    const magnitude = fc.double({ min: 0, max: 5000, noNaN: true });
    fc.assert(
      fc.property(magnitude, magnitude, (a, b) => {
        const [near, far] = a < b ? [a, b] : [b, a];
        expect(nasaScore(far)).toBeGreaterThanOrEqual(nasaScore(near));
        expect(nasaScore(-far)).toBeGreaterThanOrEqual(nasaScore(-near));
      }),
    );
  });

  it('saturates instead of overflowing, and passes NaN on', () => {
    expect(nasaScore(1e5)).toBe(Number.MAX_VALUE);
    expect(nasaScore(-1e6)).toBe(Number.MAX_VALUE);
    expect(nasaScore(Number.NaN)).toBeNaN();
    expect(nasaScoreSum([1e5, 1e5, 1])).toBe(Number.MAX_VALUE);
    expect(nasaScoreSum([1, Number.NaN])).toBeNaN();
  });

  it('sums', () => {
    expect(nasaScoreSum([])).toBe(0);
    expect(nasaScoreSum([-5, 5, 10])).toBeCloseTo(0.46905 + 0.64872 + 1.71828, 4);
  });
});
