import type { Interval } from '@amnl/conformal';
import { nasaScore } from '@amnl/metrics-rul/nasa-score';
import type { RulResults, UnitResult } from '../../run-data.js';
import { type UnitFigures, unitFigures } from '../../unit-figures.js';
import { capOf, intervalOf } from './intervals.js';

/** What was said of a unit at its last row, and what was true. */
export interface LastRow {
  readonly unit: string;
  readonly time: number;
  /** Instant of the unit's time 0, where its times are instants. */
  readonly start?: number | undefined;
  /** Of a unit that still runs nobody knows the truth: `truth` and `uncapped` are then the least that it can be. */
  readonly running: boolean;
  /** True RUL, capped as the targets are. */
  readonly truth: number;
  readonly uncapped: number;
  readonly predicted: number;
  readonly interval?: Interval | undefined;
  /** Prediction − truth: above 0 is late. NaN for a unit that still runs. */
  readonly error: number;
  /** What the error costs, by which units are ordered: NASA's penalty or the size of the error. */
  readonly cost: number;
  /** Whether it is said why it was predicted so. */
  readonly explained: boolean;
  /** Indices into the results' `states`; −1 if there are none, or it is not known. */
  readonly state: number;
  readonly trueState: number;
}

const byName = new Intl.Collator('en', { numeric: true });

/** By name, as people order names: `P-2` before `P-10`. */
export function compareNames(a: { readonly unit: string }, b: { readonly unit: string }): number {
  return byName.compare(a.unit, b.unit);
}

/** The last row of every unit, those that still run included, in the results' order. */
export function lastRows(results: RulResults): LastRow[] {
  return results.units.filter(({ predicted }) => predicted.length > 0).map((unit) => lastRowOf(results, unit));
}

/** The last row of every unit whose true RUL is known. */
export function knownRows(results: RulResults): LastRow[] {
  return lastRows(results).filter(({ running }) => !running);
}

function lastRowOf(results: RulResults, one: UnitResult): LastRow {
  const { unit, times, start, predicted, health, truth, running = false } = one;
  const last = predicted.length - 1;
  const capped = Math.min(truth, capOf(results));
  // A file may hold `null` where the model said nothing finite; nothing is worse than that.
  const said = predicted[last] ?? Number.NaN;
  const error = running ? Number.NaN : said - capped;
  return {
    unit,
    time: times[last]!,
    start,
    running,
    truth: capped,
    uncapped: truth,
    predicted: said,
    interval: intervalOf(results, said),
    error,
    cost: costOf(results, running, error),
    explained: one.reasons !== undefined,
    state: stateAt(health, last),
    trueState: trueStateOf(results, running, truth),
  };
}

function costOf({ nasaScore: byScore }: RulResults, running: boolean, error: number): number {
  if (running) return Number.NEGATIVE_INFINITY;
  if (Number.isNaN(error)) return Number.POSITIVE_INFINITY;
  return byScore ? nasaScore(error) : Math.abs(error);
}

/** The units whose predictions cost most, worst first; those that still run are not among them. */
export function worstUnits(results: RulResults, count: number): LastRow[] {
  return knownRows(results).sort(byCost).slice(0, count);
}

/** Worst first; of equal ones, and of those that still run, by name. */
export function byCost(a: LastRow, b: LastRow): number {
  return (a.cost === b.cost ? 0 : b.cost - a.cost) || compareNames(a, b);
}

/** The chosen unit if there is such a one, else the worst: it is what a reader wants to understand first. */
export function unitOf(results: RulResults, chosen: string | undefined): string | undefined {
  if (results.units.some(({ unit }) => unit === chosen)) return chosen;
  return (worstUnits(results, 1)[0] ?? lastRows(results)[0])?.unit;
}

/** Predictions and truth of a unit at each of its rows. */
export interface Trajectory {
  readonly times: readonly number[];
  readonly start?: number | undefined;
  /** NaN where the model said nothing finite. */
  readonly predicted: readonly number[];
  /** Of each prediction; none if the run has none. */
  readonly intervals?: readonly (Interval | undefined)[] | undefined;
  /** Capped; of a unit that still runs, the least that its RUL can be. */
  readonly truth: readonly number[];
  readonly uncapped: readonly number[];
  readonly running: boolean;
  /** Rows that the unit has; `times` may be only some of them. */
  readonly rows: number;
  readonly figures: UnitFigures;
  readonly states: readonly StateRun[];
  readonly trueStates: readonly StateRun[];
}

/** Consecutive rows in one health state; indices of the first and the last one. */
export interface StateRun {
  readonly state: number;
  readonly from: number;
  readonly to: number;
}

/** A unit's way from its first window to its last. */
export function trajectoryOf(results: RulResults, one: UnitResult): Trajectory {
  const { times, start, predicted, health, truth, running = false, rows = times.length } = one;
  const end = times.at(-1)!;
  const uncapped = times.map((time) => truth + end - time);
  const trueState = (index: number) => trueStateOf(results, running, uncapped[index]!);
  return {
    times,
    start,
    predicted: predicted.map((rul) => rul ?? Number.NaN),
    intervals: results.intervals && predicted.map((rul) => intervalOf(results, rul ?? Number.NaN)),
    truth: uncapped.map((rul) => Math.min(rul, capOf(results))),
    uncapped,
    running,
    rows,
    figures: rows > times.length ? one : unitFigures(one, capOf(results)),
    states: stateRuns(times.length, (index) => stateAt(health, index)),
    trueStates: stateRuns(times.length, trueState),
  };
}

function stateRuns(rows: number, stateAtIndex: (index: number) => number): StateRun[] {
  const runs: { state: number; from: number; to: number }[] = [];
  for (let index = 0; index < rows; index += 1) {
    const state = stateAtIndex(index);
    const current = runs.at(-1);
    if (current?.state === state && current.to === index - 1) current.to = index;
    else if (state >= 0) runs.push({ state, from: index, to: index });
  }
  return runs;
}

/** The state of a true RUL; of a lower bound only the state without a border is certain. */
function trueStateOf({ stateBorders }: RulResults, running: boolean, rul: number): number {
  const state = stateOf(stateBorders, rul);
  return running && stateBorders[state] !== null ? -1 : state;
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
