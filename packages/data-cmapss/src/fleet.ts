import { RAW_COLUMNS } from './columns.js';
import { dataError } from './errors.js';
import type { RawRows } from './parse.js';
import type { Subset } from './subsets.js';

/**
 * Which units: run-to-failure training units, NASA's truncated test units, held-out, truncated training units, or units to
 * predict, of which nobody knows the remaining life.
 */
export type Role = 'train' | 'test' | 'holdout' | 'unknown';

/** The histories of some units, all rows in one array. */
export interface Fleet extends RawRows {
  readonly subset: Subset;
  readonly role: Role;
  /** True for units from {@link simulateCmapss}. */
  readonly simulated: boolean;
  /** sha256 (hex) of the bytes of the source file; `simulated:…` with all parameters for a fleet made in memory. */
  readonly checksum: string;
  /**
   * Cycles left after each unit's last row: 0 for training units, the RUL file's values for test units; undefined
   * if unknown (rows to predict).
   */
  readonly endRul: Int32Array | undefined;
}

/** Training and test units of a subset, and where they came from. */
export interface CmapssData {
  readonly subset: Subset;
  readonly train: Fleet;
  readonly test: Fleet;
  readonly simulated: boolean;
  /** `'dir'` (given folder), `'cache'`, `'download'` or `'simulated'` (made in memory). */
  readonly source: 'dir' | 'cache' | 'download' | 'simulated';
  /** Folder the files were read from. */
  readonly directory: string | undefined;
  /** sha256 (hex) of each file by name; empty for a fleet made in memory. */
  readonly files: Readonly<Record<string, string>>;
  /** sha256 over the lines `name sha256` of `files`; `simulated:…` with all parameters for a fleet made in memory. */
  readonly checksum: string;
  /** Notices for the user, one sentence each: simulated data, files that are not NASA's, failed downloads. */
  readonly notices: readonly string[];
}

/** Number of units: in NASA’s data, turbofan engines. */
export function unitCount(fleet: RawRows): number {
  return fleet.units.length;
}

/** Cycles in the history of unit `unit` (0-based index). */
export function historyLength(fleet: RawRows, unit: number): number {
  return fleet.offsets[unit + 1]! - fleet.offsets[unit]!;
}

/**
 * Remaining useful life in cycles at a row: training units last cycle − cycle; test units RUL file + last cycle −
 * cycle. Throws `DC_RUL_UNKNOWN` if the end is unknown.
 * @param unit 0-based index of the unit
 * @param cycle 1-based cycle, as in the file
 */
export function rulAt(fleet: Fleet, unit: number, cycle: number): number {
  if (fleet.endRul === undefined) {
    throw dataError('DC_RUL_UNKNOWN', `the remaining life of ${fleet.role} units of ${fleet.subset} is not known`);
  }
  return fleet.endRul[unit]! + historyLength(fleet, unit) - cycle;
}

/**
 * A fleet of some of the units, in the given order.
 * @param indices 0-based indices of units
 * @param lengths cycles to keep of each, from the first on; default all. What is cut off is added to `endRul`
 */
export function selectUnits(fleet: Fleet, indices: ArrayLike<number>, lengths?: ArrayLike<number>): Fleet {
  const n = indices.length;
  const units = new Int32Array(n);
  const offsets = new Int32Array(n + 1);
  const endRul = fleet.endRul && new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const unit = checkedUnit(fleet, indices[i]!);
    const full = historyLength(fleet, unit);
    const kept = Math.min(lengths?.[i] ?? full, full);
    units[i] = fleet.units[unit]!;
    offsets[i + 1] = offsets[i]! + kept;
    if (endRul) endRul[i] = fleet.endRul![unit]! + full - kept;
  }
  const values = new Float32Array(offsets[n]! * RAW_COLUMNS);
  for (let i = 0; i < n; i++) {
    const from = fleet.offsets[indices[i]!]!;
    const rows = offsets[i + 1]! - offsets[i]!;
    values.set(fleet.values.subarray(from * RAW_COLUMNS, (from + rows) * RAW_COLUMNS), offsets[i]! * RAW_COLUMNS);
  }
  return { ...fleet, units, offsets, values, endRul };
}

function checkedUnit(fleet: Fleet, unit: number): number {
  if (Number.isInteger(unit) && unit >= 0 && unit < unitCount(fleet)) return unit;
  throw dataError('DC_OPTION_INVALID', `no unit with index ${unit}; the fleet has ${unitCount(fleet)} units`);
}
