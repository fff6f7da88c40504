import { expect, test } from 'vitest';
import { ofFleet, prognosticsOf, prognosticsOfRows, wholeLivesOf } from './prognostics.js';

const ints = (...values: number[]) => Int32Array.from(values);
const floats = (...values: number[]) => Float32Array.from(values);

/** B is seen until it fails at 7, A stops at 5 with 10 left, C still runs, D has one window. */
const windows = {
  units: ['A', 'B', 'C', 'D'],
  unit: ints(1, 1, 1, 0, 0, 2, 2, 3),
  time: Float64Array.of(5, 6, 7, 4, 5, 8, 9, 3),
  uncappedRul: floats(2, 1, 0, 11, 10, 1, 0, 5),
  censored: ints(0, 0, 0, 0, 0, 1, 1, 0),
};
const outputs = (...rul: number[]) => ({ rul: { data: Float32Array.from(rul), shape: [rul.length] } });

test('lives are those of windows whose unit has a known end, by its name', () => {
  const found = prognosticsOf(outputs(2, 1.25, 0, 11, 9, 50, 50, 5), windows, 125)!;
  expect(found).toMatchObject({ cap: 125, count: 2, leftOut: 1, cut: 1, horizon: { units: 1, median: 2, none: 0 } });
  expect(found.units.map(({ unit, end, rows, cut, horizon }) => [unit, end, rows, cut, horizon])).toEqual([
    ['B', 7, 3, false, 2],
    ['A', 15, 2, true, null],
  ]);
  expect(found.units.map((row) => row.cumulativeRelativeAccuracy)).toEqual([(1 + 0.75) / 2, (1 + 0.9) / 2]);
  expect(ofFleet(found)).not.toHaveProperty('units');
});

test('rows above the cap are left out', () => {
  expect(prognosticsOf(outputs(2, 1, 0, 11, 9, 50, 50, 5), windows, 5)).toMatchObject({ count: 1, leftOut: 2 });
});

test('there are none without a known life, without two windows of a unit, or with a prediction that is not finite', () => {
  const rul = outputs(2, 1, 0, 11, 9, 50, 50, 5);
  expect(prognosticsOf(rul, { ...windows, censored: windows.censored.map(() => 1) }, 125)).toBeUndefined();
  expect(prognosticsOf(rul, { ...windows, uncappedRul: undefined }, 125)).toBeUndefined();
  expect(prognosticsOf(rul, windows, 0.5)).toBeUndefined();
  expect(prognosticsOf(outputs(2, Number.NaN, 0, 11, 9, 50, 50, 5), windows, 125)).toBeUndefined();
});

test('times below 0 are counted from the first row', () => {
  const rows = { unit: [0, 0, 0], time: [-4, -3, -2], rul: [4, 3, 2], remaining: [4, 3, 2] };
  expect(prognosticsOfRows(['x'], rows, 125)!.units[0]).toMatchObject({ unit: 'x', end: 4, horizon: 4 });
});

test('whole lives of the units held out are evaluated below the cap of the run', () => {
  const rows = { unit: [0, 0, 0, 0, 1], time: [1, 2, 3, 4, 9], rul: [2, 2, 1, 0, 1], remaining: [3, 2, 1, 0, 1] };
  const facts = { format: 'amnl-calibration', version: 1, timeUnit: 'cycles', remaining: null } as const;
  const found = wholeLivesOf({ ...facts, ranges: [], rulCap: 2, units: ['A', 'B'], rows, lives: [4] })!;
  expect(found).toMatchObject({ cap: 2, count: 1, leftOut: 1, cut: 0, horizon: { units: 1, median: 2 } });
  expect(found.units[0]).toMatchObject({ unit: 'A', end: 4, rows: 3, cumulativeRelativeAccuracy: 1 });
});
