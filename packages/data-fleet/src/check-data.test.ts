import { expect, it, test } from 'vitest';
import { codeOf, errorOf } from '../../../tools/vitest/thrown.js';
import { truncateUnits } from './cut.js';
import { fitScaler } from './fit-scaler.js';
import { running, tinyFleet, truncated } from './fixtures/tiny-fleet.js';
import { rulAt, selectUnits } from './fleet.js';
import { prepareFleet } from './prepare.js';
import { holdoutUnits } from './split.js';

const train = tinyFleet({ lengths: Array.from({ length: 6 }, () => 40) });
const tests = tinyFleet({ lengths: [40, 50], role: 'test', ends: truncated(10, 20) });
const healthBorders = { degrading: 50, critical: 15 };
const labels = { rulCap: 125, healthBorders };
const prepare = (data: object, options: object = {}) =>
  prepareFleet({ train, rules: { labels }, ...data } as never, options);

it.each([
  ['an unknown rule', { rules: { labels, cuts: {} } }, 'CL_OPTION_UNKNOWN', "unknown option 'cuts'"],
  ['an unknown label rule', { rules: { labels: { ...labels, cap: 3 } } }, 'CL_OPTION_UNKNOWN', "unknown option 'cap'"],
  ['an unknown scaling', { rules: { labels, scaling: { seed: 3 } } }, 'CL_OPTION_UNKNOWN', "unknown option 'seed'"],
  ['an unknown cut', { rules: { labels, cut: { keep: 3 } } }, 'CL_OPTION_UNKNOWN', "unknown option 'keep'"],
  ['no rules', { rules: undefined }, 'CL_OPTION_INVALID', 'the options are undefined'],
  ['no labels', { rules: {} }, 'CL_OPTION_INVALID', '`rules.labels` must be { rulCap, healthBorders }'],
  ['a cap in a text', { rules: { labels: { ...labels, rulCap: '30' } } }, 'CL_OPTION_INVALID', 'rulCap'],
  ['no borders', { rules: { labels: { rulCap: 125 } } }, 'CL_OPTION_INVALID', 'healthBorders'],
  ['a range in texts', { rules: { labels, cut: { remaining: ['1', '9'] } } }, 'CL_OPTION_INVALID', 'remaining'],
  ['a range that descends', { rules: { labels, cut: { remaining: [9, 1] } } }, 'CL_OPTION_INVALID', 'remaining'],
  ['a range below 0', { rules: { labels, cut: { remaining: [-1, 1] } } }, 'CL_OPTION_INVALID', 'remaining'],
  ['an endless range', { rules: { labels, cut: { remaining: [0, Infinity] } } }, 'CL_OPTION_INVALID', 'remaining'],
  ['inputs twice', { rules: { labels, scaling: { inputs: ['flow', 'flow'] } } }, 'CL_OPTION_INVALID', 'each once'],
  ['test units that are for training', { test: train }, 'DF_ROLE', "Give pumps to test with the role 'test'"],
  ['training units that are not', { train: tests }, 'DF_ROLE', "Give units with the role 'train'"],
  ['units that all run', { train: { ...train, ends: running(6) } }, 'DF_TOO_FEW_UNITS', '6 still run'],
  [
    'conditions without settings',
    { train: { ...train, settings: [] }, rules: { labels, scaling: { conditions: 3 } } },
    'CL_OPTION_INVALID',
    '`conditions` must be 1 for a fleet without settings',
  ],
])('prepareFleet refuses %s', (_, data, code, message) => {
  expect(errorOf(() => prepare(data))).toMatchObject({ code, message: expect.stringContaining(message) });
});

it.each([
  { rulCap: '30' },
  { evaluationRulCap: '30' },
  { holdoutFraction: '0.2' },
  { holdoutFraction: 1 },
  { pad: 'no' },
  { seed: '1' },
  { window: '30' },
  { stride: '2' },
  { batchSize: '32' },
  { fold: { index: '0', of: 5 } },
])('prepareFleet refuses %j', (options) => {
  expect(codeOf(() => prepare({}, options))).toBe('CL_OPTION_INVALID');
  if (!('fold' in options) && !('seed' in options)) {
    expect(codeOf(() => prepare({ test: tests }, options))).toBe('CL_OPTION_INVALID');
  }
});

test('prepareFleet refuses data that are none', () => {
  expect(codeOf(() => prepareFleet(undefined as never))).toBe('CL_OPTION_INVALID');
});

it.each([
  [{ kep: 3 }, 'CL_OPTION_UNKNOWN'],
  [{ keep: 0 }, 'CL_OPTION_INVALID'],
  [{ keep: '3' }, 'CL_OPTION_INVALID'],
  [{ seed: 0.5 }, 'CL_OPTION_INVALID'],
  [{ remaining: [1] }, 'CL_OPTION_INVALID'],
])('truncateUnits refuses %j', (options, code) => {
  expect(codeOf(() => truncateUnits(train, options as never))).toBe(code);
});

it.each([[[0]], [[1.5]], [['3']], [[1, 2]], [[Number.NaN]]])('selectUnits refuses the lengths %j', (lengths) => {
  expect(codeOf(() => selectUnits(train, [0], lengths as number[]))).toBe('CL_OPTION_INVALID');
});

test('rulAt refuses a unit that is not there, and a row of another', () => {
  expect(codeOf(() => rulAt(train, 99, 0))).toBe('DF_UNIT_UNKNOWN');
  expect(codeOf(() => rulAt(train, 0.5, 0))).toBe('DF_UNIT_UNKNOWN');
  for (const row of [40, -1, 0.5, Number.NaN]) expect(codeOf(() => rulAt(train, 0, row))).toBe('CL_OPTION_INVALID');
});

test('a scaler refuses a fleet with other settings', () => {
  const scaler = fitScaler(train);
  expect(errorOf(() => scaler.transform({ ...train, settings: ['flow'] }))).toMatchObject({
    code: 'DF_SCALER_MISMATCH',
    message: expect.stringContaining('has the settings flow where the scaler has speed, load'),
  });
  expect(codeOf(() => scaler.transform({ ...train, settings: [] }))).toBe('DF_SCALER_MISMATCH');
  scaler.transform({ ...train, settings: ['load', 'speed'] }); // the order does not matter
});

test('a part that is held out is a number', () => {
  expect(codeOf(() => holdoutUnits(5, '0.2' as never))).toBe('CL_OPTION_INVALID');
});
