import { expect, test } from 'vitest';
import { unitsThatMatter } from './units-that-matter.js';

/** A unit a row, with one earlier window each: predicted, true (undefined: it still runs). */
function windowsOf(units: readonly (readonly [rul: number, truth: number | undefined])[]) {
  const twice = units.flatMap((unit) => [unit, unit]);
  return {
    windows: {
      unit: Int32Array.from(twice, (_, i) => Math.floor(i / 2)),
      last: Int32Array.from(twice, (_, i) => i % 2),
      censored: Int32Array.from(twice, ([, truth]) => +(truth === undefined)),
      uncappedRul: Float32Array.from(twice, ([, truth = 500]) => truth),
    },
    rul: twice.map(([rul], i) => (i % 2 === 1 ? rul : -1000)), // windows that are not the last do not count
  };
}

test('five urgent and five worst; errors to the capped truth, none of units that still run; one can be both', () => {
  const { windows, rul } = windowsOf([
    [120, 300], // 5 from the cap
    [10, 60], // 50: urgent and worst
    [20, 21],
    [30, 30],
    [40, 42],
    [50, 50],
    [90, undefined],
    [100, 20], // 80: worst
    [110, 90], // 20: worst
    [80, 70], // 10: worst
    [70, 71],
  ]);
  const found = unitsThatMatter(windows, rul, 125);
  expect(found.map(({ index, among }) => [(index - 1) / 2, among.join('+')])).toEqual([
    [1, 'urgent+worst'],
    [2, 'urgent'],
    [3, 'urgent'],
    [4, 'urgent'],
    [5, 'urgent'],
    [7, 'worst'],
    [8, 'worst'],
    [9, 'worst'],
    [0, 'worst'],
  ]);
  expect(found[0]!.trueRul).toBe(60);
});

test('fewer units, and none whose life is known', () => {
  const { windows, rul } = windowsOf([
    [7, undefined],
    [3, undefined],
  ]);
  const found = unitsThatMatter({ ...windows, uncappedRul: undefined }, rul, Number.POSITIVE_INFINITY);
  expect(found).toEqual([
    { index: 3, trueRul: undefined, among: ['urgent'] },
    { index: 1, trueRul: undefined, among: ['urgent'] },
  ]);
});
