import { knownOptions } from '@amnl/core-loop/errors';
import { alarmRule } from './alarm.js';
import { type BootstrapOptions, bootstrapCosts, type Estimate } from './bootstrap.js';
import { checkCosts, checkHistories, checkLives, failure } from './check.js';
import { ageRule, fixedAge, runToFailure } from './fixed-age.js';
import type { LookOptions } from './looks.js';
import { plannedOnce, planRule } from './plan.js';
import { type CrossFit, crossFit, type Rule } from './rule.js';
import type { Costs, Outcome, UnitHistory, UnitLife } from './units.js';

/** The policies that are compared: two that need no prediction, and two that do. */
export const POLICIES = ['run to failure', 'fixed age', 'plan', 'alarm'] as const;

/** Units by which policies are judged. */
export interface Fleet {
  /** Histories of the same units, in the same order, by the name of what is looked at, e.g. `rul` and `rul_low`; the cheapest one is taken. */
  readonly histories: Readonly<Record<string, readonly UnitHistory[]>>;
  /** More lives, e.g. of the units that a network was trained on: the fixed age is chosen on them, too. Default none. */
  readonly lives?: readonly UnitLife[];
}

/** Options of {@link comparePolicies}. */
export interface CompareOptions extends BootstrapOptions, LookOptions {}

/** What a policy costs. */
export interface JudgedPolicy {
  readonly policy: (typeof POLICIES)[number];
  /** Per unit of time, of units that took no part in the choice of age or threshold. */
  readonly cost: Estimate;
  /** Its cost less that of running to failure, and of the fixed age, for the same units: negative where it is cheaper. */
  readonly minusRunToFailure: Estimate;
  readonly minusFixedAge: Estimate;
  /** Share of units that fail in service, 0 to 1. */
  readonly failures: number;
  /** Mean time in service. */
  readonly meanTime: number;
}

/** A policy that was chosen, with what it costs. */
export interface ComparedPolicy extends JudgedPolicy {
  /** Cheapest on all units: the age, or the threshold; absent if nothing is changed before it fails. */
  readonly age?: number;
  readonly threshold?: number;
  /** Which of the histories the threshold is for. */
  readonly indicator?: string;
}

/** All policies for the same units. */
export interface PolicyComparison {
  readonly costs: Costs;
  readonly units: number;
  readonly coverage: number;
  readonly policies: readonly ComparedPolicy[];
}

/**
 * What each policy costs per unit of time. Thresholds and age are those that are cheapest on all units; their cost is that of units without
 * which they were chosen, in parts of which there are up to 20: otherwise the policy with most to choose from would look best.
 *
 * The alarm is watched at every row. The plan is made once, at a moment within `remaining`, and stands: see `plannedOnce`.
 *
 * @throws MP_COST, MP_COST_ORDER, MP_EMPTY, MP_LIFE, MP_LENGTH, MP_TIME, MP_INDICATOR, CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export function comparePolicies(
  { histories, lives = [] }: Fleet,
  costs: Costs,
  options: CompareOptions = {},
): PolicyComparison {
  knownOptions('comparePolicies', options, ['coverage', 'resamples', 'seed', 'remaining']);
  const { remaining, ...bootstrap } = options;
  checkCosts(costs);
  const units = checkedUnits(histories);
  if (lives.length > 0) checkLives(lives);
  const indicators = Object.keys(histories);
  const rules = (make: (all: readonly UnitHistory[]) => Rule) => indicators.map((name) => make(histories[name]!));
  const age = crossFit([ageRule([...units, ...lives], costs)], units.length);
  const plan = crossFit(
    rules((all) => planRule(all, costs, { remaining })),
    units.length,
  );
  const alarm = crossFit(
    rules((all) => alarmRule(all, costs)),
    units.length,
  );
  const found: (Judged & Pick<ComparedPolicy, 'age' | 'threshold' | 'indicator'>)[] = [
    { policy: 'run to failure', outcomes: runToFailure(units, costs) },
    { policy: 'fixed age', outcomes: age.outcomes, ...(Number.isFinite(age.value) && { age: -age.value }) },
    { policy: 'plan', outcomes: plan.outcomes, ...withThreshold(plan, indicators) },
    { policy: 'alarm', outcomes: alarm.outcomes, ...withThreshold(alarm, indicators) },
  ];
  return {
    costs: { early: costs.early, failure: costs.failure },
    units: units.length,
    coverage: options.coverage ?? 0.9,
    policies: judged(found, bootstrap),
  };
}

/**
 * What policies cost for other units, whose histories end before they fail: the alarm is watched up to the last row, and then the plan of that row
 * stands. `alarm` itself cannot be judged by them.
 * @param found by {@link comparePolicies}, on units that are not among these
 * @throws MP_EMPTY, MP_LIFE, MP_LENGTH, MP_TIME, MP_INDICATOR, CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export function tryPolicies(
  { costs, policies }: Pick<PolicyComparison, 'costs' | 'policies'>,
  histories: Fleet['histories'],
  options: BootstrapOptions = {},
): JudgedPolicy[] {
  const units = checkedUnits(histories);
  const of = (name: ComparedPolicy['policy']) => policies.find(({ policy }) => policy === name);
  const { threshold, indicator } = of('plan') ?? {};
  const { age = Number.POSITIVE_INFINITY } = of('fixed age') ?? {};
  const unchanged = runToFailure(units, costs);
  const seen = indicator === undefined ? undefined : histories[indicator];
  return judged(
    [
      { policy: 'run to failure', outcomes: unchanged },
      { policy: 'fixed age', outcomes: fixedAge(units, age, costs) },
      { policy: 'plan', outcomes: seen ? plannedOnce(seen, threshold!, costs, { last: true }) : unchanged },
    ],
    options,
  );
}

interface Judged {
  readonly policy: ComparedPolicy['policy'];
  readonly outcomes: readonly Outcome[];
}

/** The first is running to failure, the second the fixed age. */
function judged<Policy extends Judged>(policies: readonly Policy[], options: BootstrapOptions) {
  const { costs, differences } = bootstrapCosts(
    policies.map(({ outcomes }) => outcomes),
    options,
  );
  return policies.map(({ outcomes, ...policy }, p) => ({
    ...policy,
    cost: costs[p]!,
    minusRunToFailure: differences[p]![0]!,
    minusFixedAge: differences[p]![1]!,
    failures: mean(outcomes, 'failures'),
    meanTime: mean(outcomes, 'time'),
  }));
}

function withThreshold(
  { rule, value }: CrossFit,
  indicators: readonly string[],
): { threshold?: number; indicator?: string } {
  return Number.isFinite(value) ? { threshold: value, indicator: indicators[rule]! } : {};
}

function mean(outcomes: readonly Outcome[], name: 'failures' | 'time'): number {
  return outcomes.reduce((sum, one) => sum + one[name], 0) / outcomes.length;
}

function checkedUnits(histories: Fleet['histories']): readonly UnitHistory[] {
  const all = Object.values(histories);
  if (all.length === 0) throw failure('MP_EMPTY', 'there are no histories. Give those of one indicator at least');
  for (const units of all) checkHistories(units);
  const lengths = new Set(all.map(({ length }) => length));
  if (lengths.size > 1) {
    throw failure('MP_LENGTH', `indicators are of ${[...lengths].join(' and ')} units. Give the same units for each`);
  }
  return all[0]!;
}
