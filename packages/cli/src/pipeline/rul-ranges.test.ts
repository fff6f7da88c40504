import { expect, test } from 'vitest';
import { rulRanges } from './rul-ranges.js';

test('ranges end at the borders of the states and at four fifths of the cap, if that is beyond them', () => {
  const labels = (rulCap: number, degrading: number, critical: number) => ({
    rulCap,
    healthBorders: { degrading, critical },
  });
  expect(rulRanges(labels(125, 50, 15))).toEqual([15, 50, 100]);
  expect(rulRanges(labels(1000, 400, 120))).toEqual([120, 400, 800]);
  expect(rulRanges(labels(60, 50, 15))).toEqual([15, 50]);
  expect(rulRanges(labels(Number.POSITIVE_INFINITY, 50, 15))).toEqual([15, 50]);
});
