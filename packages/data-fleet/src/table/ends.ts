import { didYouMean } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import type { UnitEnd } from '../fleet.js';
import type { CollectedRows } from './collect.js';
import type { SortedRows } from './order.js';

/** The end of a unit that failed at its last row. */
export const FAILED: UnitEnd = { kind: 'failed' };
const RUNNING: UnitEnd = { kind: 'running' };

/**
 * Ends by a column: a unit failed if its last row says so, alone or as all its rows do. Throws `DF_FAILED_EARLY` for a unit
 * with rows after its failure, `DF_ENDS_DIFFER` if that is because its files disagree.
 */
export function endsByColumn(rows: CollectedRows, { units, offsets, order }: SortedRows): UnitEnd[] {
  const failed = rows.failed!;
  return units.map((name, unit) => {
    const [from, to] = [offsets[unit]!, offsets[unit + 1]!];
    let first = to;
    let count = 0;
    for (let i = to - 1; i >= from; i--) {
      if (failed.at(order[i]!) === 0) continue;
      first = i;
      count++;
    }
    if (count === 0) return RUNNING;
    if (count === to - from || first === to - 1) return FAILED;
    throw disagree(rows, order.subarray(from, to), name) ?? early(rows, order[first]!, name, to - 1 - first);
  });
}

/** The error for a unit of which one file says in every row that it failed, and another says in every row that it did not. */
function disagree({ failed, places }: CollectedRows, own: Uint32Array, name: string): Error | undefined {
  const byFile = new Map<string, Set<number>>();
  for (const row of own) {
    const file = places.file(row);
    byFile.set(file, (byFile.get(file) ?? new Set()).add(failed!.at(row)));
  }
  if (byFile.size < 2 || [...byFile.values()].some((said) => said.size > 1)) return undefined;
  const files = [...byFile].map(([file, said]) => `${file} says that it ${said.has(1) ? 'failed' : 'did not'}`);
  return fleetError(
    'DF_ENDS_DIFFER',
    `unit ${name} is in files with different ends: ${files.join(', ')}. Correct one, or give each life a name of its own`,
  );
}

function early({ places }: CollectedRows, row: number, name: string, after: number): Error {
  return fleetError(
    'DF_FAILED_EARLY',
    `${places.describe(row)}: unit ${name} failed here, but has ${after} more rows. End its history with the failure, or give each life a name of its own`,
  );
}

/** A failure as a table of failures has it: its time, or what remained after the unit's last row, both in the fleet's unit of time; neither if the unit still runs. */
export interface Failure {
  readonly unit: string;
  readonly time?: number;
  readonly remaining?: number;
  readonly place: string;
}

/**
 * Ends by a table of failures. A failure after a unit's last row is a known remaining life. Throws `DF_FAILURE_UNKNOWN` for
 * a unit without rows, `DF_ENDS_DIFFER` for two failures of one unit, `DF_FAILED_EARLY`.
 * @param lastTimes time of each unit's last row
 */
export function endsByFailures(
  units: readonly string[],
  lastTimes: ArrayLike<number>,
  failures: Iterable<Failure>,
): UnitEnd[] {
  const indices = new Map(units.map((name, i) => [name, i]));
  const ends: UnitEnd[] = units.map(() => RUNNING);
  const seen = new Map<string, Failure>();
  for (const failure of failures) {
    const { unit, time, place } = failure;
    const index = indices.get(unit);
    if (index === undefined) {
      const near = didYouMean(unit, units);
      throw fleetError(
        'DF_FAILURE_UNKNOWN',
        `${place}: there are no rows of unit ${unit}.${near || ' Remove this line'}`,
      );
    }
    const before = seen.get(unit);
    if (before && (before.time !== time || before.remaining !== failure.remaining)) {
      throw fleetError('DF_ENDS_DIFFER', `unit ${unit} ends twice: ${before.place}, and ${place}. Keep one of them`);
    }
    seen.set(unit, failure);
    const { remaining = time === undefined ? undefined : time - lastTimes[index]! } = failure;
    if (remaining === undefined) continue;
    if (remaining < 0) {
      throw fleetError(
        'DF_FAILED_EARLY',
        `${place}: unit ${unit} failed ${-remaining} before its last row. End its history with the failure`,
      );
    }
    ends[index] = remaining === 0 ? FAILED : { kind: 'truncated', remaining };
  }
  return ends;
}

/**
 * Ends of units to predict for, by a table of failures that may be of a larger fleet, and of a longer time: units without rows are passed
 * over, and a failure is not one of now if the unit has rows after it.
 * @param again gets the name of each unit with rows after its last failure: it counts as running
 */
export function endsNow(
  units: readonly string[],
  lastTimes: ArrayLike<number>,
  failures: Iterable<Failure>,
  again: Set<string>,
): UnitEnd[] {
  const indices = new Map(units.map((name, i) => [name, i]));
  const ends: UnitEnd[] = units.map(() => RUNNING);
  for (const { unit, time, remaining } of failures) {
    const index = indices.get(unit);
    if (index === undefined || (time === undefined && remaining === undefined)) continue;
    if (time !== undefined && time < lastTimes[index]!) again.add(unit);
    else ends[index] = FAILED;
  }
  for (const [i, name] of units.entries()) if (ends[i] === FAILED) again.delete(name);
  return ends;
}
