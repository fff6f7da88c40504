import { describe, expect, it } from 'vitest';
import {
  alarm,
  bestAge,
  bestPlan,
  bestThreshold,
  comparePolicies,
  costPerTime,
  fixedAge,
  type Outcome,
  POLICIES,
  plannedOnce,
  tryPolicies,
  type UnitHistory,
} from './index.js';
import { drawn } from './random.js';

/** Units that live from 60 to 160; what is predicted is wrong by up to `wrong`, for each unit by another amount. */
function fleetOf(units: number, wrong: number): UnitHistory[] {
  return Array.from({ length: units }, (_, unit) => {
    const life = 60 + drawn(101, 1, unit, 0);
    const error = (wrong * (drawn(2001, 2, unit, 0) - 1000)) / 1000;
    const time = Array.from({ length: life }, (_, row) => row + 1);
    return { life, time, indicator: time.map((t) => Math.max(0, life - t + error)) };
  });
}

const costs = { early: 1, failure: 8 };
const units = fleetOf(9, 12);
const others = fleetOf(30, 0).map(({ life }) => ({ life }));

describe('comparing policies', () => {
  const found = comparePolicies({ histories: { rul: units }, lives: others }, costs, { remaining: [5, 60] });
  const of = (policy: (typeof POLICIES)[number]) => found.policies.find((one) => one.policy === policy)!;

  it('judges each policy by units without which it was chosen', () => {
    const leftOut = (judge: (one: UnitHistory, rest: UnitHistory[]) => Outcome) =>
      costPerTime(
        units.map((one, i) =>
          judge(
            one,
            units.filter((_, j) => j !== i),
          ),
        ),
      );
    const age = leftOut((one, rest) => fixedAge([one], bestAge([...rest, ...others], costs).age, costs)[0]!);
    const byAlarm = leftOut((one, rest) => alarm([one], bestThreshold(rest, costs).threshold, costs)[0]!);
    const looks = { remaining: [5, 60] as const };
    const byPlan = leftOut((one, rest) => plannedOnce([one], bestPlan(rest, costs, looks).threshold, costs, looks)[0]!);
    expect(of('run to failure').cost.value).toBeCloseTo((8 * 9) / units.reduce((sum, { life }) => sum + life, 0), 12);
    expect(of('fixed age').cost.value).toBeCloseTo(age, 12);
    expect(of('alarm').cost.value).toBeCloseTo(byAlarm, 12);
    // Dates of the unit itself are among the thresholds that are tried: the steps are a little finer.
    expect(of('plan').cost.value / byPlan).toBeCloseTo(1, 2);
  });

  it('says what to use: chosen on all units', () => {
    expect(found.policies.map(({ policy }) => policy)).toEqual([...POLICIES]);
    expect(of('fixed age').age).toBe(bestAge([...units, ...others], costs).age);
    expect(of('alarm')).toMatchObject({ threshold: bestThreshold(units, costs).threshold, indicator: 'rul' });
    expect(of('plan').threshold).toBe(bestPlan(units, costs, { remaining: [5, 60] }).threshold);
    expect(found).toMatchObject({ costs, units: 9, coverage: 0.9 });
  });

  it('holds policies against each other over the same resamples', () => {
    const { cost, minusRunToFailure, minusFixedAge } = of('alarm');
    expect(minusRunToFailure.value).toBeCloseTo(cost.value - of('run to failure').cost.value, 12);
    expect(minusFixedAge.value).toBeCloseTo(cost.value - of('fixed age').cost.value, 12);
    expect(minusRunToFailure.high).toBeLessThan(0);
    expect(of('run to failure').minusRunToFailure).toEqual({ value: 0, low: 0, high: 0 });
  });

  it('takes the indicator that is cheaper', () => {
    const shuffled = units.map((unit) => ({ ...unit, indicator: unit.time }));
    const both = comparePolicies({ histories: { wrong: shuffled, rul: units } }, costs);
    for (const { policy, indicator } of both.policies) {
      expect(indicator).toBe(policy === 'alarm' || policy === 'plan' ? 'rul' : undefined);
    }
  });

  it('leaves out parts of units where there are more than twenty', () => {
    const many = fleetOf(47, 10);
    const expected = many.map((one, i) => {
      const rest = many.filter((_, j) => j % 20 !== i % 20);
      return alarm([one], bestThreshold(rest, costs).threshold, costs)[0]!;
    });
    const { policies } = comparePolicies({ histories: { rul: many } }, costs, { resamples: 10 });
    expect(policies.find(({ policy }) => policy === 'alarm')!.cost.value).toBeCloseTo(costPerTime(expected), 12);
  });

  it('judges a single unit, with others to choose an age on', () => {
    const { policies } = comparePolicies({ histories: { rul: units.slice(0, 1) }, lives: others }, costs);
    expect(policies.every(({ cost }) => Number.isFinite(cost.value))).toBe(true);
  });
});

describe('trying policies on units whose histories end before they fail', () => {
  const found = comparePolicies({ histories: { rul: units }, lives: others }, costs);
  const threshold = found.policies.find(({ policy }) => policy === 'plan')!.threshold!;
  const age = found.policies.find(({ policy }) => policy === 'fixed age')!.age!;

  it('changes each by the plan of its last row, or by an alarm before', () => {
    // Alarmed at 40; planned for 60 + 50 − threshold, which is early for the first of the two and too late for the second.
    const date = 60 + 50 - threshold;
    const cut: UnitHistory[] = [
      { life: 200, time: [20, 40, 60], indicator: [90, threshold, 80] },
      { life: date + 1, time: [20, 60], indicator: [90, 50] },
      { life: date - 1, time: [20, 60], indicator: [90, 50] },
    ];
    const [failing, aged, planned] = tryPolicies(found, { rul: cut });
    const time = 200 + date + 1 + date - 1;
    expect(failing).toMatchObject({ policy: 'run to failure', failures: 1, meanTime: expect.closeTo(time / 3, 10) });
    expect(failing!.cost.value).toBeCloseTo(24 / time, 12);
    expect(aged!.cost.value).toBeCloseTo(costPerTime(fixedAge(cut, age, costs)), 12);
    expect(planned).toMatchObject({ policy: 'plan', failures: expect.closeTo(1 / 3, 12) });
    expect(planned!.cost.value).toBeCloseTo((1 + 1 + 8) / (40 + date + date - 1), 12);
    expect(planned!.minusFixedAge.value).toBeCloseTo(planned!.cost.value - aged!.cost.value, 12);
  });

  it('lets units fail where that was cheapest', () => {
    const blind = comparePolicies(
      { histories: { rul: [{ life: 10, time: [1], indicator: [0] }] } },
      { early: 1, failure: 1.5 },
    );
    const tried = tryPolicies(blind, { rul: units });
    expect(tried[2]!.cost).toEqual(tried[0]!.cost);
  });
});
