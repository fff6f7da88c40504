import { RAW_COLUMNS } from './columns.js';
import { dataError } from './errors.js';
import type { RawRows } from './parse.js';
import type { Subset } from './subsets.js';

/** Which engines: run-to-failure training engines, NASA's truncated test engines, or held-out, truncated training engines. */
export type Split = 'train' | 'test' | 'holdout';

/** The histories of some engines, all rows in one array. */
export interface Fleet extends RawRows {
  readonly subset: Subset;
  readonly split: Split;
  /** True for engines from {@link simulateCmapss}. */
  readonly simulated: boolean;
  /** sha256 (hex) of the bytes of the source file; `simulated:…` with all parameters for a fleet made in memory. */
  readonly checksum: string;
  /**
   * Cycles left after each engine's last row: 0 for training engines, the RUL file's values for test engines; undefined
   * where nobody knows (rows to predict).
   */
  readonly endRul: Int32Array | undefined;
}

/** Training and test engines of a subset, and where they came from. */
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
  /** What the user should be told, one sentence each: simulated data, files that are not NASA's, failed downloads. */
  readonly notices: readonly string[];
}

/** Number of engines. */
export function engineCount(fleet: RawRows): number {
  return fleet.units.length;
}

/** Cycles in the history of engine `engine` (0-based index). */
export function historyLength(fleet: RawRows, engine: number): number {
  return fleet.offsets[engine + 1]! - fleet.offsets[engine]!;
}

/**
 * Remaining useful life in cycles at a row: training engines last cycle − cycle; test engines RUL file + last cycle −
 * cycle. Throws `DC_RUL_UNKNOWN` where the end is not known.
 * @param engine 0-based index of the engine
 * @param cycle 1-based cycle, as in the file
 */
export function rulAt(fleet: Fleet, engine: number, cycle: number): number {
  if (fleet.endRul === undefined) {
    throw dataError('DC_RUL_UNKNOWN', `the remaining life of ${fleet.split} engines of ${fleet.subset} is not known`);
  }
  return fleet.endRul[engine]! + historyLength(fleet, engine) - cycle;
}

/**
 * A fleet of some of the engines, in the given order.
 * @param engines 0-based indices
 * @param lengths cycles to keep of each, from the first on; default all. What is cut off is added to `endRul`
 */
export function selectEngines(fleet: Fleet, engines: ArrayLike<number>, lengths?: ArrayLike<number>): Fleet {
  const n = engines.length;
  const units = new Int32Array(n);
  const offsets = new Int32Array(n + 1);
  const endRul = fleet.endRul && new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const engine = checkedEngine(fleet, engines[i]!);
    const full = historyLength(fleet, engine);
    const kept = Math.min(lengths?.[i] ?? full, full);
    units[i] = fleet.units[engine]!;
    offsets[i + 1] = offsets[i]! + kept;
    if (endRul) endRul[i] = fleet.endRul![engine]! + full - kept;
  }
  const values = new Float32Array(offsets[n]! * RAW_COLUMNS);
  for (let i = 0; i < n; i++) {
    const from = fleet.offsets[engines[i]!]!;
    const rows = offsets[i + 1]! - offsets[i]!;
    values.set(fleet.values.subarray(from * RAW_COLUMNS, (from + rows) * RAW_COLUMNS), offsets[i]! * RAW_COLUMNS);
  }
  return { ...fleet, units, offsets, values, endRul };
}

function checkedEngine(fleet: Fleet, engine: number): number {
  if (Number.isInteger(engine) && engine >= 0 && engine < engineCount(fleet)) return engine;
  throw dataError('DC_OPTION_INVALID', `no engine with index ${engine}; the fleet has ${engineCount(fleet)} engines`);
}
