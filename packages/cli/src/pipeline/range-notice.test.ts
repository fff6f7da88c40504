import { checkWindows, type Fleet, fitScaler, makeWindows } from '@amnl/data-fleet';
import { expect, test } from 'vitest';
import { RangeTally } from './range-notice.js';

/** Two pumps whose only channel moves in every row, an hour apart or more. */
const pumps = (rows: number, step = 1, still = 0): Fleet => ({
  name: 'pumps',
  noun: 'pump',
  timeUnit: 'hours',
  role: 'train',
  channels: ['flow'],
  settings: [],
  units: ['P-1', 'P-2'],
  offsets: Int32Array.of(0, rows, 2 * rows),
  times: Float64Array.from({ length: 2 * rows }, (_, i) => (1 + (i % rows)) * step),
  values: Float32Array.from({ length: 2 * rows }, (_, i) => Math.sin(i % rows < rows - still ? i % rows : rows)),
  ends: [{ kind: 'failed' }, { kind: 'running' }],
  origin: { checksum: 'pumps', simulated: false },
});
const scaler = fitScaler(pumps(40));
const tallied = (fleet: Fleet) => {
  const windows = makeWindows(fleet, scaler, { window: 30, which: 'last' });
  const tally = new RangeTally(scaler);
  tally.add(fleet, windows, checkWindows(fleet, scaler, windows));
  return tally;
};

test('rows that are farther apart, in words', () => {
  expect(tallied(pumps(40)).inWords()).toBeUndefined();
  expect(tallied(pumps(40, 5)).inWords()).toBe(
    '2 of 2 predictions (100 %) are from rows unlike all that the network was trained on, the first at pump P-1 at 200 hours, ' +
      'where rows are 5 hours apart, in training 1. Do not trust them. Give rows as far apart as those of training',
  );
});

test('a sensor that is stuck, in words', () => {
  expect(tallied(pumps(40, 1, 25)).inWords()).toBe(
    '2 of 2 predictions (100 %) are from rows unlike all that the network was trained on, the first at pump P-1 at 40 hours, ' +
      'where flow has had the same value for 25 rows, in training for 1 at most. Do not trust them. Check whether the sensor still measures: flow',
  );
});

test('fewer rows than a window has, in words', () => {
  expect(tallied(pumps(40)).shortInWords(pumps(40), 30)).toBeUndefined();
  expect(tallied(pumps(12)).shortInWords(pumps(12), 30)).toBe(
    '2 of 2 pumps have fewer rows than the window of 30, the first pump P-1 with 12: the window is filled up with the first row, ' +
      'and shows the network less of a course. Give all rows that there are',
  );
});
