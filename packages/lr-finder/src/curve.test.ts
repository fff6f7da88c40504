import { describe, expect, it } from 'vitest';
import { hasDiverged, smoother, sweepRates } from './curve.js';

describe('sweepRates', () => {
  it('grows by a factor, or by a difference', () => {
    const close = (values: number[]) => values.map((value) => expect.closeTo(value, 12));
    expect(sweepRates(0.001, 10, 5, 'exponential')).toEqual(close([0.001, 0.01, 0.1, 1, 10]));
    expect(sweepRates(1, 3, 5, 'linear')).toEqual(close([1, 1.5, 2, 2.5, 3]));
  });

  it('has both ends to the last bit', () => {
    for (const spacing of ['exponential', 'linear'] as const) {
      const rates = sweepRates(1e-7, 10, 100, spacing);
      expect([rates[0], rates[99], rates.length]).toEqual([1e-7, 10, 100]);
    }
  });
});

describe('smoother', () => {
  it('is worked by hand for β = 0.5', () => {
    // m = 2, 3, 5.5 with rests 0.5, 0.75, 0.875
    const smooth = smoother(0.5);
    expect([4, 4, 8].map(smooth)).toEqual([2 / 0.5, 3 / 0.75, 5.5 / 0.875]);
  });

  it('keeps what never changes, and with β = 0 everything', () => {
    const [slow, none] = [smoother(0.98), smoother(0)];
    for (let i = 0; i < 100; i++) expect(slow(3)).toBeCloseTo(3, 12);
    expect([1, 5, 2].map(none)).toEqual([1, 5, 2]);
  });
});

describe('hasDiverged', () => {
  it.each([
    [4, 1, 4, false],
    [4.1, 1, 4, true],
    [-4, -5, 4, false],
    [11, -5, 4, true], // by more than three times 5
    [Number.NaN, 1, 4, true],
    [Number.POSITIVE_INFINITY, 1, Number.POSITIVE_INFINITY, true],
    [1e30, 1, Number.POSITIVE_INFINITY, false],
    [5, Number.POSITIVE_INFINITY, 4, false], // the first
  ])('%d after a best of %d, %d times: %s', (loss, best, times, expected) => {
    expect(hasDiverged(loss, best, times)).toBe(expected);
  });
});
