import { describe, expect, it } from 'vitest';
import { bestBy, isBetter } from './better.js';

describe('isBetter', () => {
  it.each([
    ['min', 1, 2, 0, true],
    ['min', 2, 2, 0, false],
    ['min', 3, 2, 0, false],
    ['max', 3, 2, 0, true],
    ['max', 2, 2, 0, false],
    ['max', 1, 2, 0, false],
    ['min', 1.5, 2, 0.5, false], // by exactly minDelta is not by more
    ['min', 1.25, 2, 0.5, true],
    ['max', 2.5, 2, 0.5, false],
    ['max', 2.75, 2, 0.5, true],
    ['min', -3, -2, 0.5, true],
  ] as const)('%s: %d against %d by more than %d: %s', (mode, value, best, minDelta, expected) => {
    expect(isBetter(mode, value, best, minDelta)).toBe(expected);
  });

  it.each(['min', 'max'] as const)(
    '%s: any finite value beats nothing, and what is not finite beats nothing',
    (mode) => {
      expect(isBetter(mode, 1e300, null)).toBe(true);
      expect(isBetter(mode, -1e300, undefined, 5)).toBe(true);
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        expect(isBetter(mode, value, null)).toBe(false);
        expect(isBetter(mode, value, 0)).toBe(false);
      }
    },
  );
});

describe('bestBy', () => {
  const values = [Number.NaN, null, 3, 1, 2, undefined, 1, Number.NEGATIVE_INFINITY, 3];
  const best = (mode: 'min' | 'max') => bestBy(mode, values.entries(), ([, value]) => value);

  it('finds the first of the best finite values', () => {
    expect(best('min')).toEqual({ item: [3, 1], value: 1 });
    expect(best('max')).toEqual({ item: [2, 3], value: 3 });
  });

  it('finds nothing where nothing is finite', () => {
    expect(bestBy('min', [Number.NaN, Number.POSITIVE_INFINITY], (value) => value)).toBeUndefined();
    expect(bestBy('max', [], (value) => value)).toBeUndefined();
  });
});
