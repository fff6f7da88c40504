import type { Fleet } from '../fleet.js';
import type { FittedOn } from './read-units.js';

/** The history of one unit as columns of the same length. */
export interface UnitColumns {
  /** Its name. */
  readonly unit: string;
  /** By name: that of time, whose cells may be timestamps as text, and the channels, whose cells are numbers, or null if there is none. */
  readonly columns: Readonly<Record<string, readonly (number | string | null)[]>>;
}

/** Smaller numbers of time are neither timestamps nor days written as numbers. */
const COUNTS = 1e7;

/**
 * Units whose rows need nothing but to be copied, as those that a program asks about most often: each value a number that single precision
 * holds, times that are small ascending numbers. Undefined for any others, of which much more must be asked.
 * @param time name of the column of time
 */
export function plainUnits(
  units: readonly UnitColumns[],
  time: string,
  { channels, settings, timeUnit, dated }: FittedOn,
): Pick<Fleet, 'channels' | 'settings' | 'timeUnit' | 'offsets' | 'times' | 'values' | 'ends'> | undefined {
  if (dated === true) return undefined;
  const offsets = new Int32Array(units.length + 1);
  for (const [i, { columns }] of units.entries()) offsets[i + 1] = offsets[i]! + columns[time]!.length;
  const rows = offsets[units.length]!;
  if (rows === 0) return undefined;
  const width = channels.length;
  const times = new Float64Array(rows);
  const values = new Float32Array(rows * width);
  for (const [i, { columns }] of units.entries()) {
    if (columns[time]!.length === 0 || !copyTimes(columns[time]!, times, offsets[i]!)) return undefined;
    for (let c = 0; c < width; c++) {
      if (!copyColumn(columns[channels[c]!]!, values, offsets[i]! * width + c, width)) return undefined;
    }
  }
  const ends = units.map(() => ({ kind: 'running' as const }));
  return { channels, settings, timeUnit, offsets, times, values, ends };
}

function copyTimes(cells: readonly unknown[], times: Float64Array, first: number): boolean {
  let before = -COUNTS;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (typeof cell !== 'number' || !(cell > before && cell < COUNTS)) return false;
    before = cell;
    times[first + i] = cell;
  }
  return true;
}

function copyColumn(cells: readonly unknown[], values: Float32Array, first: number, width: number): boolean {
  let at = first;
  for (let i = 0; i < cells.length; i++, at += width) {
    const cell = cells[i];
    if (typeof cell !== 'number') return false;
    values[at] = cell;
    if (!Number.isFinite(values[at]!)) return false;
  }
  return true;
}
