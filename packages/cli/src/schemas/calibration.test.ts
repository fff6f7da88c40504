import { describe, expect, test } from 'vitest';
import { readCalibration } from './calibration.js';

const rows = { unit: [0, 0, 1], time: [5, 6, 2], rul: [9, 8, 3], remaining: [1, 0, 4] };
const calibration = {
  format: 'amnl-calibration',
  version: 1,
  timeUnit: 'cycles',
  rulCap: null,
  ranges: [],
  remaining: null,
  units: ['A', 'B'],
  rows,
  lives: [],
};

describe('readCalibration', () => {
  test('reads what a run leaves', () => {
    expect(readCalibration(JSON.stringify(calibration))).toEqual({ ok: true, value: calibration });
  });

  test.each([
    ['columns of different lengths', { time: [5, 6] }],
    ['no rows', { unit: [], time: [], rul: [], remaining: [] }],
    ['a row of a unit that it does not name', { unit: [0, 0, 2] }],
    ['rows that are not in order of unit and time', { time: [6, 5, 2] }],
    ['rows that are not in order of unit and time', { time: [5, 5, 2] }],
    ['rows that are not in order of unit and time', { unit: [0, 1, 0] }],
    ['a remaining life below 0', { remaining: [1, -1, 4] }],
  ])('refuses %s', (what, changed) => {
    const read = readCalibration(JSON.stringify({ ...calibration, rows: { ...rows, ...changed } }));
    expect(!read.ok && read.why()).toBe(`has ${what}`);
  });
});
