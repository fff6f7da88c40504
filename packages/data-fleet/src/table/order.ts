import { fleetError } from '../errors.js';
import type { CollectedRows } from './collect.js';
import { naturalOrder } from './natural-order.js';

/** Rows sorted by unit (in natural order of their names) and time. */
export interface SortedRows {
  readonly units: readonly string[];
  readonly offsets: Int32Array;
  /** Index of each row among the collected ones. */
  readonly order: Uint32Array;
}

/**
 * Sorts rows, so that their order in the files does not matter. Throws `DF_DUPLICATE_ROW` for two rows of a unit with the
 * same time, with the places of both.
 */
export function sortRows(rows: CollectedRows): SortedRows {
  const { unit, time } = rows;
  const ranked = rows.units.map((_, i) => i).sort((a, b) => naturalOrder(rows.units[a]!, rows.units[b]!));
  const rank = new Int32Array(ranked.length);
  for (const [place, index] of ranked.entries()) rank[index] = place;
  const offsets = new Int32Array(ranked.length + 1);
  for (let row = 0; row < unit.length; row++) offsets[rank[unit.at(row)]! + 1]!++;
  for (let i = 0; i < ranked.length; i++) offsets[i + 1]! += offsets[i]!;
  const next = offsets.slice();
  const order = new Uint32Array(unit.length);
  for (let row = 0; row < unit.length; row++) order[next[rank[unit.at(row)]!]!++] = row;
  const units = ranked.map((index) => rows.units[index]!);
  for (const [i, name] of units.entries()) {
    const own = order.subarray(offsets[i]!, offsets[i + 1]!);
    sortByTime(own, (row) => time.at(row));
    for (let j = 1; j < own.length; j++) {
      if (time.at(own[j]!) === time.at(own[j - 1]!)) throw duplicate(rows, name, own[j - 1]!, own[j]!);
    }
  }
  return { units, offsets, order };
}

function sortByTime(rows: Uint32Array, time: (row: number) => number): void {
  for (let i = 1; i < rows.length; i++) {
    if (time(rows[i]!) >= time(rows[i - 1]!)) continue;
    rows.sort((a, b) => time(a) - time(b) || a - b);
    return;
  }
}

function duplicate({ time, times, places }: CollectedRows, unit: string, a: number, b: number): Error {
  const at = times.format === 'number' ? String(time.at(a)) : new Date(time.at(a)).toISOString();
  const zone =
    times.zone === '' ? '. Times without a zone are ambiguous when clocks are set back: write them in UTC' : '';
  return fleetError(
    'DF_DUPLICATE_ROW',
    `unit ${unit} has two rows at time ${at}: ${places.describe(a)}, and ${places.describe(b)}. Keep one of them${zone}`,
  );
}
