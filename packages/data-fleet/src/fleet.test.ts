import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../tools/vitest/thrown.js';
import { running, tinyFleet, truncated, WIDTH } from './fixtures/tiny-fleet.js';
import { channelIndices, rulAt, selectUnits } from './fleet.js';

describe('rulAt', () => {
  it('counts a failed unit down to 0', () => {
    const fleet = tinyFleet({ lengths: [4, 2] });
    expect([0, 1, 2, 3].map((row) => rulAt(fleet, 0, row))).toEqual([3, 2, 1, 0]);
    expect(rulAt(fleet, 1, 4)).toBe(1);
  });

  it('counts a truncated unit down to what remains', () => {
    const fleet = tinyFleet({ lengths: [4, 2], role: 'test', ends: truncated(112, 7) });
    expect([0, 1, 2, 3].map((row) => rulAt(fleet, 0, row))).toEqual([115, 114, 113, 112]);
    expect(rulAt(fleet, 1, 5)).toBe(7);
  });

  it('is what a unit has survived if it still runs', () => {
    const fleet = tinyFleet({ lengths: [3], ends: running(1) });
    expect([0, 1, 2].map((row) => rulAt(fleet, 0, row))).toEqual([2, 1, 0]);
  });

  it('counts time, not rows', () => {
    const fleet = { ...tinyFleet({ lengths: [4] }), times: Float64Array.of(0, 0.25, 10, 100.5) };
    expect([0, 1, 2, 3].map((row) => rulAt(fleet, 0, row))).toEqual([100.5, 100.25, 90.5, 0]);
  });
});

describe('selectUnits', () => {
  const ends = [...truncated(10), ...running(1), { kind: 'failed' } as const];
  const fleet = tinyFleet({ lengths: [3, 2, 4], role: 'test', ends });

  it('takes units in the order given, and cuts them', () => {
    const some = selectUnits(fleet, [2, 1, 0], [2, 1, 9]);
    expect(some.units).toEqual(['P-3', 'P-2', 'P-1']);
    expect([...some.offsets]).toEqual([0, 2, 3, 6]);
    expect([...some.times]).toEqual([1, 2, 1, 1, 2, 3]);
    expect(some.ends).toEqual([...truncated(2), { kind: 'running', survived: 1 }, ...truncated(10)]);
    expect(rulAt(some, 1, 2)).toBe(1); // of P-2, which lives one hour longer at least
    // Row numbers are the whole parts of the first channel: P-3 has the rows 5 …, P-2 3 …, P-1 0 ….
    expect([0, 1, 2, 3, 4, 5].map((row) => some.values[row * WIDTH])).toEqual([5, 6, 3, 0, 1, 2]);
  });

  it('refuses a unit that is not there', () => {
    expect(codeOf(() => selectUnits(fleet, [3]))).toBe('DF_UNIT_UNKNOWN');
    expect(codeOf(() => selectUnits(fleet, [0.5]))).toBe('DF_UNIT_UNKNOWN');
  });
});

it('knows its channels by name', () => {
  const fleet = tinyFleet({ lengths: [1] });
  expect(channelIndices(fleet, ['flow', 'speed'])).toEqual([4, 0]);
  expect(codeOf(() => channelIndices(fleet, ['flaw']))).toBe('DF_CHANNEL_UNKNOWN');
});
