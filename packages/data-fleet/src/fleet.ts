import { didYouMean, requireOption } from '@amnl/core-loop';
import { fleetError } from './errors.js';

/** Which units: those to train on, those to test with, those held out of training, or those to predict. */
export type Role = 'train' | 'test' | 'holdout' | 'unknown';

/**
 * How a unit's history ends: with its failure; while it still runs, so that nobody knows how long it lives (it is
 * *censored*); or cut short on purpose, with a known remaining life. A unit that still runs may be cut short, too: it has then
 * `survived` some time after its last row. Default 0.
 */
export type UnitEnd =
  | { readonly kind: 'failed' }
  | { readonly kind: 'running'; readonly survived?: number }
  | { readonly kind: 'truncated'; readonly remaining: number };

/** Where a fleet comes from. */
export interface Origin {
  /** sha256 (hex) over all of it; `simulated:…` with all parameters for a fleet made in memory. */
  readonly checksum: string;
  /** True for units that a program made up. */
  readonly simulated: boolean;
}

/** How the source writes the instants that a fleet's times stand for. */
export interface Clock {
  readonly format: 'iso' | 'epoch-seconds' | 'epoch-milliseconds';
  /** Zone of ISO 8601 times: `Z`, `+02:00`, `''` for none, `date` for days without a time. */
  readonly zone: string;
  /** Milliseconds in the fleet's unit of time. */
  readonly unitMs: number;
  /** Instant of each unit's time 0, its first row: milliseconds since 1970. */
  readonly starts: Float64Array;
}

/** The histories of some units, all rows in one array. */
export interface Fleet {
  /** Of the data, for titles, e.g. `pumps`. */
  readonly name: string;
  /** What a unit is, in the singular: `engine`, `pump`. */
  readonly noun: string;
  /** What life is counted in, in the plural: `cycles`, `hours`. */
  readonly timeUnit: string;
  readonly role: Role;
  /** Names of a row's numbers, in their order. */
  readonly channels: readonly string[];
  /** The channels among them by which the operating condition is recognised; they may be none. */
  readonly settings: readonly string[];
  /** Name of each unit, as in the source. */
  readonly units: readonly string[];
  /** Unit i has the rows `offsets[i]` … `offsets[i + 1] − 1`. Length units + 1. */
  readonly offsets: Int32Array;
  /** Time of each row in `timeUnit`, ascending within a unit. */
  readonly times: Float64Array;
  /** Row-major [rows, channels]. */
  readonly values: Float32Array;
  /** How each unit's history ends. */
  readonly ends: readonly UnitEnd[];
  readonly origin: Origin;
  /** Where the source has instants. Times then count from each unit's first row; `timeText` writes them as the source does. */
  readonly clock?: Clock | undefined;
}

/** Number of units. */
export function unitCount({ units }: Pick<Fleet, 'units'>): number {
  return units.length;
}

/** Whether the life of unit `unit` (0-based index) is known: it does not still run. */
export function isKnown({ ends }: Pick<Fleet, 'ends'>, unit: number): boolean {
  return ends[unit]!.kind !== 'running';
}

/** Number of units that still run. @param units indices of those that are counted; default all */
export function runningCount(fleet: Pick<Fleet, 'ends'>, units?: ArrayLike<number>): number {
  const among = units ? Array.from(units) : [...fleet.ends.keys()];
  return among.filter((unit) => !isKnown(fleet, unit)).length;
}

/** Rows in the history of unit `unit` (0-based index). */
export function historyLength({ offsets }: Pick<Fleet, 'offsets'>, unit: number): number {
  return offsets[unit + 1]! - offsets[unit]!;
}

/** Time of the last row of unit `unit` (0-based index). */
export function lastTime({ offsets, times }: Pick<Fleet, 'offsets' | 'times'>, unit: number): number {
  return times[offsets[unit + 1]! - 1]!;
}

/**
 * Remaining useful life at a row, in the fleet's unit of time: time of the last row − time of the row, and what
 * remains after a truncated unit's last row. For a unit that still runs it is what it has survived since: it lives
 * at least as long. Throws `DF_UNIT_UNKNOWN`, and `CL_OPTION_INVALID` for a row of another unit.
 * @param unit 0-based index of the unit
 * @param row 0-based index in `times` of one of the unit's rows
 */
export function rulAt(fleet: Fleet, unit: number, row: number): number {
  checkedUnit(fleet, unit);
  const [first, end] = [fleet.offsets[unit]!, fleet.offsets[unit + 1]!];
  if (!(row >= first && row < end && Number.isInteger(row))) {
    requireOption('data-fleet', false, 'row', `one of the rows ${first} to ${end - 1} of ${fleet.units[unit]}`, row);
  }
  return timeAfter(fleet.ends[unit]!) + lastTime(fleet, unit) - fleet.times[row]!;
}

/** What is known to follow after the last row. */
function timeAfter(end: UnitEnd): number {
  return end.kind === 'truncated' ? end.remaining : end.kind === 'running' ? (end.survived ?? 0) : 0;
}

/**
 * A fleet of some of the units, in the given order.
 * @param indices 0-based indices of units
 * @param lengths rows to keep of each, from the first on, whole numbers ≥ 1; default all. A failed unit that is cut is then truncated, one
 *   that still runs has survived what was cut off
 */
export function selectUnits(fleet: Fleet, indices: ArrayLike<number>, lengths?: ArrayLike<number>): Fleet {
  const chosen = checkedUnits(fleet, indices);
  checkLengths(chosen.length, lengths);
  const kept = chosen.map((unit, i) => Math.min(lengths?.[i] ?? Infinity, historyLength(fleet, unit)));
  const offsets = new Int32Array(chosen.length + 1);
  for (const [i, rows] of kept.entries()) offsets[i + 1] = offsets[i]! + rows;
  const width = fleet.channels.length;
  const times = new Float64Array(offsets.at(-1)!);
  const values = new Float32Array(offsets.at(-1)! * width);
  for (const [i, unit] of chosen.entries()) {
    const from = fleet.offsets[unit]!;
    const to = from + kept[i]!;
    times.set(fleet.times.subarray(from, to), offsets[i]!);
    values.set(fleet.values.subarray(from * width, to * width), offsets[i]! * width);
  }
  return {
    ...fleet,
    units: chosen.map((unit) => fleet.units[unit]!),
    ends: chosen.map((unit, i) => endAfter(fleet, unit, kept[i]!)),
    ...(fleet.clock && {
      clock: { ...fleet.clock, starts: Float64Array.from(chosen, (unit) => fleet.clock!.starts[unit]!) },
    }),
    offsets,
    times,
    values,
  };
}

function checkLengths(units: number, lengths: ArrayLike<number> | undefined): void {
  if (lengths === undefined) return;
  requireOption('data-fleet', lengths.length === units, 'lengths', `one number for each of ${units} units`, lengths);
  for (let i = 0; i < units; i++) {
    const rows = lengths[i]!;
    requireOption('data-fleet', Number.isInteger(rows) && rows >= 1, `lengths[${i}]`, 'a whole number ≥ 1', rows);
  }
}

function endAfter(fleet: Fleet, unit: number, rows: number): UnitEnd {
  const end = fleet.ends[unit]!;
  if (rows === historyLength(fleet, unit)) return end;
  const left = rulAt(fleet, unit, fleet.offsets[unit]! + rows - 1);
  return end.kind === 'running' ? { kind: 'running', survived: left } : { kind: 'truncated', remaining: left };
}

/** Throws `DF_UNIT_UNKNOWN` for an index without a unit. */
export function checkedUnits(fleet: Fleet, indices: ArrayLike<number>): number[] {
  return Array.from(indices, (index) => checkedUnit(fleet, index));
}

function checkedUnit(fleet: Fleet, unit: number): number {
  if (Number.isInteger(unit) && unit >= 0 && unit < unitCount(fleet)) return unit;
  throw fleetError('DF_UNIT_UNKNOWN', `no unit with index ${unit}; the fleet has ${unitCount(fleet)} units`);
}

/** Indices of channels in a row. Throws `DF_CHANNEL_UNKNOWN` with the channels there are. */
export function channelIndices(
  { name, channels }: Pick<Fleet, 'name' | 'channels'>,
  wanted: readonly string[],
): number[] {
  return wanted.map((channel) => {
    const index = channels.indexOf(channel);
    if (index >= 0) return index;
    throw fleetError(
      'DF_CHANNEL_UNKNOWN',
      `${name} has no channel '${channel}'; it has ${channels.join(', ')}.${didYouMean(channel, channels)}`,
    );
  });
}
