import { expect, test } from 'vitest';
import { byChannel, byRow, halfOfIt, type Reason } from './reason.js';

const reason = (rows: readonly (readonly number[])[]): Reason => ({
  unit: '1',
  times: Float64Array.from(rows, (_, i) => 10 + i),
  padding: 0,
  channels: rows[0]!.map((_, i) => `c${i}`),
  contributions: Float64Array.from(rows.flat()),
  scaled: Float32Array.from(rows.flat(), (_, i) => i),
  rul: 0,
  baselineRul: 0,
  sum: 0,
  points: 32,
});

test('sums over rows and channels, the channel that moved most first, whichever way', () => {
  const one = reason([
    [1, -4, 0],
    [1, -2, 5],
  ]);
  expect(byChannel(one)).toEqual([
    { channel: 'c1', contribution: -6, scaled: 4 },
    { channel: 'c2', contribution: 5, scaled: 5 },
    { channel: 'c0', contribution: 2, scaled: 3 },
  ]);
  expect([...byRow(one)]).toEqual([-3, 4]);
});

test.each([
  ['one row has half of it', [1, 8, 1, 1], { from: 11, to: 11, rows: 1, contribution: 8 }],
  ['two rows of different signs', [0, 3, -3, 1, 1], { from: 11, to: 12, rows: 2, contribution: 0 }],
  ['of equal ones the latest', [2, 2, 2, 2], { from: 12, to: 13, rows: 2, contribution: 4 }],
  ['of two such rows the latest', [5, 0, 0, 5], { from: 13, to: 13, rows: 1, contribution: 5 }],
  ['nothing at all', [0, 0, 0], { from: 12, to: 12, rows: 1, contribution: 0 }],
])('the shortest stretch with half: %s', (_, rows, expected) => {
  expect(halfOfIt(reason(rows.map((value) => [value])))).toEqual(expected);
});
