import type { Fleet } from '@amnl/data-fleet';
import { expect, test } from 'vitest';
import { shortUnits } from './short-units.js';

const fleet = {
  name: 'pumps',
  noun: 'pump',
  units: ['A', 'B', 'C'],
  offsets: Int32Array.of(0, 3, 8, 20),
} as unknown as Fleet;

test.each([
  [5, undefined],
  [6, '2 of 3 pumps of pumps have fewer rows than a window of 6, the longest 12'],
  [21, 'all 3 pumps of pumps have fewer rows than a window of 21, the longest 12'],
])('windows of %i rows', (window, said) => {
  expect(shortUnits(window, fleet)?.split(':')[0]).toBe(said);
});
