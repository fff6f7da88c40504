import { expect, test } from 'vitest';
import {
  alarm,
  alarmCurve,
  bestAge,
  bestPlan,
  bestThreshold,
  bootstrapCosts,
  type Costs,
  comparePolicies,
  fixedAge,
  planChange,
  plannedOnce,
  runToFailure,
  tryPolicies,
} from './index.js';

const unit = { life: 10, time: [2, 6], indicator: [9, 4] };
const costs = { early: 1, failure: 5 };

const all = (units: readonly (typeof unit)[], costs: Costs) => [
  () => alarm(units, 3, costs),
  () => alarmCurve(units, costs),
  () => bestThreshold(units, costs),
  () => bestPlan(units, costs),
  () => plannedOnce(units, 3, costs),
  () => bestAge(units, costs),
  () => fixedAge(units, 5, costs),
  () => runToFailure(units, costs),
  () => comparePolicies({ histories: { rul: units } }, costs),
];

test.each([
  [{ early: 0, failure: 5 }, 'MP_COST', /`early` is 0/],
  [{ early: -1, failure: 5 }, 'MP_COST', /`early` is -1/],
  [{ early: 1, failure: Number.NaN }, 'MP_COST', /`failure` is NaN/],
  [{ early: 1, failure: Number.POSITIVE_INFINITY }, 'MP_COST', /`failure` is Infinity/],
  [{ early: '1', failure: 5 }, 'MP_COST', /`early` is 1/],
  [{ failure: 5 }, 'MP_COST', /`early` is undefined/],
  [undefined, 'MP_COST', /`early` is undefined/],
  [{ early: 1, failure: 1e7 }, 'MP_COST', /lost in rounding/],
  [{ early: 1e-300, failure: 1 }, 'MP_COST', /lost in rounding/],
  [{ early: 5, failure: 5 }, 'MP_COST_ORDER', /nothing is saved by changing early/],
  [{ early: 9, failure: 5 }, 'MP_COST_ORDER', /a failure costs 5 and an early change 9/],
])('costs %j are refused', (wrong, code, message) => {
  for (const call of all([unit], wrong as Costs)) {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  }
});

test.each([
  [[], 'MP_EMPTY', /no units/],
  [[{ ...unit, life: 0 }], 'MP_LIFE', /unit 0 has a life of 0/],
  [[unit, { ...unit, life: Number.NaN }], 'MP_LIFE', /unit 1 has a life of NaN/],
  [[{ ...unit, life: Number.POSITIVE_INFINITY }], 'MP_LIFE', /Infinity/],
  [[{ ...unit, running: true }], 'MP_EMPTY', /none of 1 unit has failed/],
])('lives %j are refused', (wrong, code, message) => {
  for (const call of all(wrong, costs)) {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  }
});

test.each([
  [{ ...unit, time: [6, 2] }, 'MP_TIME', /row 1 of unit 0 is at age 2, after 6/],
  [{ ...unit, time: [2, 11] }, 'MP_TIME', /row 1 of unit 0 is at age 11/],
  [{ ...unit, time: [-1, 6] }, 'MP_TIME', /row 0/],
  [{ ...unit, time: [2, Number.NaN] }, 'MP_TIME', /NaN/],
  [{ ...unit, time: [2] }, 'MP_LENGTH', /2 indicators at 1 time/],
  [{ ...unit, indicator: [9, Number.NaN] }, 'MP_INDICATOR', /row 1 of unit 0/],
])('history %j is refused', (wrong, code, message) => {
  for (const call of all([wrong], costs).filter((_, i) => ![5, 6, 7].includes(i))) {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  }
});

test('histories of different units are refused, and none at all', () => {
  expect(() => comparePolicies({ histories: {} }, costs)).toThrow('MP_EMPTY');
  expect(() => comparePolicies({ histories: { rul: [unit], rul_low: [unit, unit] } }, costs)).toThrow('MP_LENGTH');
  expect(() => comparePolicies({ histories: { rul: [unit] }, lives: [{ life: -2 }] }, costs)).toThrow('MP_LIFE');
  expect(() => alarmCurve([unit], costs, [{ life: Number.NaN }])).toThrow('MP_LIFE');
  const found = comparePolicies({ histories: { rul: [unit] } }, costs);
  expect(() => tryPolicies(found, { rul: [] })).toThrow('MP_EMPTY');
  expect(() => bootstrapCosts([])).toThrow('MP_EMPTY');
  expect(() => bootstrapCosts([[], []])).toThrow('MP_EMPTY');
  const one = { cost: 1, time: 2, failures: 0 };
  expect(() => bootstrapCosts([[one], [one, one]])).toThrow('MP_LENGTH');
});

test.each([
  () => fixedAge([unit], 0, costs),
  () => fixedAge([unit], Number.NaN, costs),
  () => alarm([unit], Number.NaN, costs),
  () => plannedOnce([unit], Number.NaN, costs),
  () => bestThreshold([unit], costs, { bandwidth: -1 }),
  () => bestPlan([unit], costs, { bandwidth: Number.POSITIVE_INFINITY }),
  () => bestPlan([unit], costs, { remaining: [9, 3] }),
  () => comparePolicies({ histories: { rul: [unit] } }, costs, { remaining: [-1, 3] }),
  () => planChange({ time: -1, indicator: 3 }, 3),
  () => planChange({ time: 1, indicator: Number.NaN }, 3),
  () => planChange({ time: 1, indicator: 3 }, Number.NaN),
  () => bootstrapCosts([[]], { coverage: 1 }),
  () => bootstrapCosts([[]], { resamples: 0 }),
  () => bootstrapCosts([[]], { seed: 0.5 }),
])('%s is refused', (call) => {
  expect(call).toThrow('CL_OPTION_INVALID');
});

const oops = { oops: 1 } as never;

test.each([
  () => bestThreshold([unit], costs, oops),
  () => bestPlan([unit], costs, oops),
  () => plannedOnce([unit], 3, costs, oops),
  () => bootstrapCosts([[]], oops),
  () => comparePolicies({ histories: { rul: [unit] } }, costs, oops),
  () => planChange(oops, 3),
])('%s refuses an option that it does not know', (call) => {
  expect(call).toThrow("unknown option 'oops'");
});
