import { expect, it } from 'vitest';
import { driftInWords } from './drift-words.js';

it('tells rows in conditions that training lacks from too few units', () => {
  const note = (now: readonly number[]) => {
    const values = { psi: 0, chance: undefined, reading: 'unknown' as const, before: now, now };
    const about = { channel: 'flow', alone: undefined, drift: undefined, follows: undefined, shift: 0, outOfRange: 0 };
    const channels = [{ ...about, values, reading: values.reading }];
    const units = { count: 9, atLeast: false };
    const report = { rows: 9, units, channels, conditions: undefined, predicted: undefined, outOfRange: {} };
    return driftInWords(report, 'pump').notes;
  };
  expect(note([0, 0])).toEqual([expect.stringContaining('conditions that training had no rows of')]);
  expect(note([0, 1])).toEqual([expect.stringContaining('too few pumps')]);
});
