import { bandwidthOf, smoothed } from './smooth.js';
import type { Outcome } from './units.js';

/** Policies that differ in one number. */
export interface Rule {
  readonly units: number;
  /** All numbers that have to be tried to find the cheapest policy, the riskiest first. */
  readonly values: ArrayLike<number>;
  /** About the value below which each unit fails, NaN where that is not known: how far apart units are. Default: costs are taken as they are. */
  readonly scatter?: readonly number[];
  /** What happens to a unit with one of the values. */
  outcome(unit: number, value: number): Outcome;
}

/** The cheapest policy of a rule. */
export interface Cheapest {
  readonly value: number;
  /** Of the units that it was chosen on. */
  readonly costPerTime: number;
  /** The same of units that differ from them as they do from each other: what is the least. */
  readonly smoothed: number;
}

/** Cost and time of some units for each value of a rule. */
interface Sums {
  readonly cost: Float64Array;
  readonly time: Float64Array;
}

/** Units are left out in at most so many parts: one by one if there are no more. */
const PARTS = 20;

/** Costs that differ by less than this share are equal, but for rounding. */
const EQUAL = 1e-9;

/** The cheapest value of a rule over all its units; of equally cheap ones the safest. @param bandwidth default: as far apart as units are */
export function cheapest(rule: Rule, bandwidth = bandwidthOf(rule.scatter ?? [])): Cheapest {
  return best(rule, sumsOf(rule, 0, 1), bandwidth);
}

/** What each value of a rule costs per unit of time. */
export function costOfAll(rule: Rule): Float64Array {
  return rates(sumsOf(rule, 0, 1));
}

/** The cheapest of several rules, and what units that took no part in the choice may expect of it. */
export interface CrossFit {
  /** Which rule, and its value: cheapest for all units. */
  readonly rule: number;
  readonly value: number;
  /** What happens to each unit if rule and value are chosen without it; without its whole part, where there are more than 20 units. */
  readonly outcomes: Outcome[];
}

/**
 * Chooses, and judges the choice by leaving units out. All rules must be of the same units.
 * @param judged the first units, of which outcomes are returned; others take part in every choice
 */
export function crossFit(rules: readonly Rule[], judged = rules[0]!.units): CrossFit {
  const parts = Math.min(PARTS, judged);
  const tables = rules.map((rule) => {
    const of = Array.from({ length: parts }, (_, part) => sumsOf(rule, part, parts, judged));
    return { of, total: added([...of, sumsOf(rule, judged, 1)]) };
  });
  const choose = (part?: number) => {
    const takesPart = (_: unknown, unit: number) => unit >= judged || unit % parts !== part;
    const choices = rules.map((rule, r) => {
      const { of, total } = tables[r]!;
      const sums = part === undefined ? total : less(total, of[part]!);
      return { rule: r, ...best(rule, sums, bandwidthOf((rule.scatter ?? []).filter(takesPart))) };
    });
    return choices.reduce((a, b) => (b.smoothed < a.smoothed ? b : a));
  };
  const outcomes: Outcome[] = new Array(judged);
  for (let part = 0; part < parts; part++) {
    const { rule, value } = choose(part);
    for (let unit = part; unit < judged; unit += parts) outcomes[unit] = rules[rule]!.outcome(unit, value);
  }
  const { rule, value } = choose();
  return { rule, value, outcomes };
}

/** Over every `step`-th unit from `from`, up to `to`. */
function sumsOf({ values, units, outcome }: Rule, from: number, step: number, to = units): Sums {
  const sums = { cost: new Float64Array(values.length), time: new Float64Array(values.length) };
  for (let k = 0; k < values.length; k++) {
    for (let unit = from; unit < to; unit += step) {
      const { cost, time } = outcome(unit, values[k]!);
      sums.cost[k]! += cost;
      sums.time[k]! += time;
    }
  }
  return sums;
}

function added(all: readonly Sums[]): Sums {
  const sum = (name: keyof Sums) => all[0]![name].map((_, k) => all.reduce((s, one) => s + one[name][k]!, 0));
  return { cost: sum('cost'), time: sum('time') };
}

function less(total: Sums, part: Sums): Sums {
  return { cost: total.cost.map((c, k) => c - part.cost[k]!), time: total.time.map((t, k) => t - part.time[k]!) };
}

function rates({ cost, time }: Sums): Float64Array {
  return cost.map((c, k) => (time[k]! > 0 ? c / time[k]! : Number.POSITIVE_INFINITY));
}

function best({ values }: Rule, sums: Sums, bandwidth: number): Cheapest {
  const { cost, time } = sums;
  const tried = rates({ cost: smoothed(cost, values, bandwidth), time: smoothed(time, values, bandwidth) });
  let at = 0;
  const least = tried.reduce((a, b) => Math.min(a, b));
  for (let k = 0; k < tried.length; k++) if (tried[k]! <= least * (1 + EQUAL)) at = k;
  return { value: values[at]!, costPerTime: rates(sums)[at]!, smoothed: tried[at]! };
}
