import type { AddLine } from './jumps.js';
import { bandwidthOf, smoothed } from './smooth.js';
import { costPerTime, type Outcome } from './units.js';

/** Policies that differ in one number. */
export interface Rule {
  readonly units: number;
  /** All numbers that have to be tried to find the cheapest policy: ascending, and each one safer than the one before. */
  readonly values: ArrayLike<number>;
  /** About the value below which each unit fails, NaN where that is not known: how far apart units are. Default: costs are taken as they are. */
  readonly scatter?: readonly number[];
  /** What happens to a unit with one of the values. */
  outcome(unit: number, value: number): Outcome;
  /** The same for all values: lines that are added, each from some value on. Together with those of other units they take one pass. */
  jumps(unit: number, add: AddLine): void;
}

/** The cheapest policy of a rule. */
interface Best {
  readonly value: number;
  /** Cost per unit of time of units that differ from those it was chosen on as these do from each other: the least. */
  readonly smoothed: number;
}

/** The cheapest policy of a rule. */
export interface Cheapest extends Best {
  /** Of the units that it was chosen on. */
  readonly costPerTime: number;
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
  const found = best(rule, sumsOf(rule, 0, 1), bandwidth);
  const outcomes = Array.from({ length: rule.units }, (_, unit) => rule.outcome(unit, found.value));
  return { ...found, costPerTime: costPerTime(outcomes) };
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
function sumsOf({ values, units, jumps }: Rule, from: number, step: number, to = units): Sums {
  const [cost, time, slope] = [0, 0, 0].map(() => new Float64Array(values.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let unit = from; unit < to; unit += step) {
    jumps(unit, (at, c, t, s) => {
      const k = firstFrom(values, at);
      if (k === values.length) return;
      cost[k]! += c;
      time[k]! += t;
      slope[k]! += s;
    });
  }
  for (let k = 1; k < values.length; k++) {
    cost[k]! += cost[k - 1]!;
    time[k]! += time[k - 1]!;
    slope[k]! += slope[k - 1]!;
  }
  return { cost, time: time.map((t, k) => (slope[k] === 0 ? t : t + slope[k]! * values[k]!)) };
}

/** Thresholds to try: distinct, ascending, at least 0. An indicator of `Infinity` has no end in sight, so none is as high as it. */
export function thresholds(indicators: readonly number[]): Float64Array {
  const known = indicators.filter((value) => value < Number.POSITIVE_INFINITY);
  return Float64Array.from(new Set(known.map((value) => Math.max(0, value)))).sort();
}

/** Index of the first value from `least` on; of sorted values. */
export function firstFrom(values: ArrayLike<number>, least: number): number {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle]! >= least) to = middle;
    else from = middle + 1;
  }
  return from;
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

function best({ values }: Rule, sums: Sums, bandwidth: number): Best {
  const { cost, time } = sums;
  const tried = rates({ cost: smoothed(cost, values, bandwidth), time: smoothed(time, values, bandwidth) });
  let at = 0;
  const least = tried.reduce((a, b) => Math.min(a, b));
  for (let k = 0; k < tried.length; k++) if (tried[k]! <= least * (1 + EQUAL)) at = k;
  return { value: values[at]!, smoothed: tried[at]! };
}
