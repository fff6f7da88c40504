import { nasaScore } from '@amnl/metrics-rul/nasa-score';
import type { RulResults, UnitResult } from '../../run-data.js';

/** What was said of a unit at its last cycle, and what was true. */
export interface LastCycle {
  readonly unit: number;
  readonly cycle: number;
  /** True RUL, capped as the targets are. */
  readonly truth: number;
  readonly uncapped: number;
  readonly predicted: number;
  /** Prediction − truth: above 0 is late. */
  readonly error: number;
  readonly penalty: number;
  /** Indices into the results' `states`; −1 if there are none. */
  readonly state: number;
  readonly trueState: number;
}

/** What the page calls a unit. */
export function nounOf({ unitNoun }: RulResults): string {
  return unitNoun || 'unit';
}

/** The last cycle of every unit, in the results' order. */
export function lastCycles(results: RulResults): LastCycle[] {
  return results.units.filter(({ predicted }) => predicted.length > 0).map((unit) => lastCycleOf(results, unit));
}

function lastCycleOf(results: RulResults, { unit, from, predicted, health, truth }: UnitResult): LastCycle {
  const last = predicted.length - 1;
  const capped = Math.min(truth, results.cap);
  // A file may hold `null` where the model said nothing finite; nothing is worse than that.
  const said = predicted[last] ?? Number.NaN;
  const error = said - capped;
  return {
    unit,
    cycle: from + last,
    truth: capped,
    uncapped: truth,
    predicted: said,
    error,
    penalty: Number.isNaN(error) ? Number.POSITIVE_INFINITY : nasaScore(error),
    state: stateAt(health, last),
    trueState: stateOf(results.stateBorders, truth),
  };
}

/** The units that cost most by NASA's penalty, worst first. */
export function worstUnits(results: RulResults, count: number): LastCycle[] {
  return lastCycles(results)
    .sort((a, b) => b.penalty - a.penalty || a.unit - b.unit)
    .slice(0, count);
}

/** The chosen unit if there is such a one, else the worst: it is what a reader wants to understand first. */
export function unitOf(results: RulResults, chosen: number | undefined): number | undefined {
  return results.units.some(({ unit }) => unit === chosen) ? chosen : worstUnits(results, 1)[0]?.unit;
}

/** Predictions and truth of a unit at each of its cycles. */
export interface Trajectory {
  readonly cycles: readonly number[];
  /** NaN where the model said nothing finite. */
  readonly predicted: readonly number[];
  readonly truth: readonly number[];
  readonly uncapped: readonly number[];
  readonly states: readonly StateRun[];
  readonly trueStates: readonly StateRun[];
}

/** Consecutive cycles in one health state; both ends belong to it. */
export interface StateRun {
  readonly state: number;
  readonly from: number;
  readonly to: number;
}

/** A unit's way from its first window to its last. */
export function trajectoryOf(results: RulResults, { from, predicted, health, truth }: UnitResult): Trajectory {
  const cycles = predicted.map((_, index) => from + index);
  const uncapped = predicted.map((_, index) => truth + (predicted.length - 1 - index));
  return {
    cycles,
    predicted: predicted.map((rul) => rul ?? Number.NaN),
    truth: uncapped.map((rul) => Math.min(rul, results.cap)),
    uncapped,
    states: stateRuns(cycles, (index) => stateAt(health, index)),
    trueStates: stateRuns(cycles, (index) => stateOf(results.stateBorders, uncapped[index]!)),
  };
}

function stateRuns(cycles: readonly number[], stateAtIndex: (index: number) => number): StateRun[] {
  const runs: { state: number; from: number; to: number }[] = [];
  for (const [index, cycle] of cycles.entries()) {
    const state = stateAtIndex(index);
    const current = runs.at(-1);
    if (current?.state === state) current.to = cycle;
    else if (state >= 0) runs.push({ state, from: cycle, to: cycle });
  }
  return runs;
}

/** The state that a true RUL belongs to: the narrowest one whose border it does not exceed; −1 if there is none. */
export function stateOf(borders: readonly (number | null)[], rul: number): number {
  let found = -1;
  let narrowest = Number.POSITIVE_INFINITY;
  for (const [state, border] of borders.entries()) {
    const limit = border ?? Number.POSITIVE_INFINITY;
    if (rul > limit || (found >= 0 && limit >= narrowest)) continue;
    found = state;
    narrowest = limit;
  }
  return found;
}

function stateAt(health: string, index: number): number {
  const digit = health.charCodeAt(index) - 48;
  return digit >= 0 && digit <= 9 ? digit : -1;
}
