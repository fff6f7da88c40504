import { expect, test } from 'vitest';
import { agesInWords } from './ages.js';

/** Two units that fail after three rows each, and begin at these times. */
function beginningAt(...begins: readonly number[]) {
  const rows = begins.flatMap((begin, unit) =>
    [0, 1, 2].map((row) => ({ unit, time: begin + row, remaining: 2 - row })),
  );
  const pick = (name: 'unit' | 'time' | 'remaining') => rows.map((row) => row[name]);
  return {
    format: 'amnl-calibration' as const,
    version: 1 as const,
    timeUnit: 'hours',
    rulCap: null,
    ranges: [],
    remaining: null,
    units: begins.map((_, unit) => `P-${unit + 1}`),
    rows: { unit: pick('unit'), time: pick('time'), rul: pick('remaining'), remaining: pick('remaining') },
    lives: [],
  };
}

test('times that cannot be ages are said where money depends on them: below 0, or far along when first seen', () => {
  expect(agesInWords(beginningAt(0, 1, 2))).toBeUndefined();
  expect(agesInWords(beginningAt(0, 1, 40_000))).toBeUndefined(); // one that was bought used
  expect(agesInWords(beginningAt(0, 10_000, 40_000))).toMatch(
    /2 of 3 units held out are first seen at a greater age \(0 to 40000 hours\)/,
  );
  expect(() => agesInWords(beginningAt(0, -2))).toThrowError(/times of 'P-2' begin at -2 hours/);
});
