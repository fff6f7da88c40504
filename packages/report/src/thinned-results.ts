import type { RulResults, RunData, UnitResult } from './run-data.js';
import { thinnedUnit } from './thinned-unit.js';

/**
 * What a page has room for, of all its runs together: about 600 kB, as much as the page itself has. NASA's test sets, of up to 34,000
 * rows, fit in as they are.
 */
const ROOM = { rows: 36_000, units: 600 };

/** Runs as one page shows them: where there is more than can be drawn, some units, and some rows of each. */
export function thinnedRuns(runs: readonly RunData[]): readonly RunData[] {
  const sharing = Math.max(1, runs.filter(({ results }) => results).length);
  const room = { rows: ROOM.rows / sharing, units: Math.max(20, Math.floor(ROOM.units / sharing)) };
  return runs.map((run) => (run.results ? { ...run, results: thinnedResults(run.results, room) } : run));
}

function thinnedResults(results: RulResults, room: typeof ROOM): RulResults {
  const units = chosenUnits(results, room.units);
  const most = fairShare(
    units.map(({ times }) => times.length),
    room.rows,
  );
  const { cap } = results;
  return {
    ...results,
    ...(units.length < results.units.length && { allUnits: results.allUnits ?? countsOf(results.units) }),
    units: units.map((unit) => thinnedUnit(unit, { most, cap })),
  };
}

function countsOf(units: readonly UnitResult[]): { known: number; running: number } {
  const running = units.filter((unit) => unit.running).length;
  return { known: units.length - running, running };
}

/**
 * Those of which it is said why, a third of the places for those with the largest errors, a third for those that still run and have least time
 * left, the rest evenly for all others. In their order.
 */
function chosenUnits(results: RulResults, places: number): readonly UnitResult[] {
  const { units, cap = Number.POSITIVE_INFINITY } = results;
  if (units.length <= places) return units;
  const said = ({ predicted }: UnitResult) => predicted.at(-1) ?? Number.NEGATIVE_INFINITY;
  const off = (unit: UnitResult) => -Math.abs(said(unit) - Math.min(unit.truth, cap));
  const third = Math.floor(places / 3);
  const chosen = new Set([
    ...units.filter(({ reasons }) => reasons).slice(0, third),
    ...first(
      units.filter(({ running }) => !running),
      third,
      off,
    ),
    ...first(
      units.filter(({ running }) => running),
      third,
      said,
    ),
  ]);
  const others = units.filter((unit) => !chosen.has(unit));
  const left = places - chosen.size;
  for (let place = 0; place < left; place += 1) chosen.add(others[Math.floor((place * others.length) / left)]!);
  return units.filter((unit) => chosen.has(unit));
}

function first(units: readonly UnitResult[], count: number, by: (unit: UnitResult) => number): UnitResult[] {
  return [...units].sort((a, b) => by(a) - by(b) || 0).slice(0, count);
}

/** The length to which long ones must be cut so that all together have at most `total`. */
function fairShare(lengths: readonly number[], total: number): number {
  let [left, count] = [total, lengths.length];
  for (const length of [...lengths].sort((a, b) => a - b)) {
    if (length > left / count) return Math.floor(left / count);
    left -= length;
    count -= 1;
  }
  return Number.POSITIVE_INFINITY;
}
