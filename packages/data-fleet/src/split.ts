import { fillUniform, knownOptions, permutation, requireOption } from '@amnl/core-loop';
import { fleetError } from './errors.js';
import { type Fleet, historyLength, lastTime, selectUnits, unitCount } from './fleet.js';
import { WINDOW } from './windows.js';

/** Indices (0-based, ascending) of the units on either side of a split. */
export interface UnitSplit {
  readonly train: Int32Array;
  readonly holdout: Int32Array;
}

/**
 * Splits units, never windows: neighbouring windows of one unit are nearly equal, so a split by window would leak.
 * @param n number of units, at least 2
 * @param fraction part held out, rounded to whole units, at least one on either side. Default 0.2
 * @param seed same seed, same split. Default 42
 */
export function holdoutUnits(n: number, fraction = 0.2, seed = 42): UnitSplit {
  requireOption('data-fleet', Number.isSafeInteger(n) && n >= 2, 'number of units', 'a whole number ≥ 2', n);
  requireOption('data-fleet', Number.isSafeInteger(seed) && seed >= 0, 'seed', 'a whole number ≥ 0', seed);
  requireOption('data-fleet', fraction > 0 && fraction < 1, 'fraction', 'a number between 0 and 1', fraction);
  const order = permutation(n, seed, 'holdout engines', 0);
  const held = Math.min(n - 1, Math.max(1, Math.round(n * fraction)));
  return { holdout: order.slice(0, held).sort(), train: order.slice(held).sort() };
}

/** Where held-out units are cut. */
export interface CutOptions {
  /** Same seed, same cuts. Default 42. */
  readonly seed?: number;
  /** Rows that every unit keeps, if it has as many. Default 30, one window. */
  readonly keep?: number;
  /**
   * Smallest and largest remaining life at the cut, a whole number of units of time, drawn evenly. Without it the number of rows that
   * a unit keeps is drawn evenly between `keep` and all of them.
   */
  readonly remaining?: readonly [number, number] | undefined;
}

/**
 * Cuts run-to-failure units short, as the units that one predicts for are: at a random point of their lives. Units that still
 * run are left as they are.
 */
export function truncateUnits(fleet: Fleet, options: CutOptions = {}): Fleet {
  const { seed = 42, keep = WINDOW, remaining } = options;
  // Drawn by the unit's name, so that a unit is cut at the same row whatever other units are in the fleet.
  const draw = new Float32Array(1);
  const lengths = fleet.units.map((name, unit) => {
    const rows = historyLength(fleet, unit);
    if (fleet.ends[unit]!.kind === 'running' || rows <= keep) return rows;
    fillUniform(draw, seed, ...cutStream(name));
    if (!remaining) return keep + Math.floor(draw[0]! * (rows - keep + 1));
    return rowsUntil(fleet, unit, remainingLife(fleet, unit, keep, remaining, draw[0]!));
  });
  return selectUnits(
    fleet,
    fleet.units.map((_, i) => i),
    lengths,
  );
}

/** Name and counter of the stream that cuts a unit: a name that is a number counts itself. */
function cutStream(name: string): [stream: string, counter: number] {
  return /^\d{1,9}$/.test(name) ? ['holdout cuts', Number(name)] : [`holdout cuts/${name}`, 0];
}

/** A whole number in the range, but with at least `keep` rows before the cut. */
function remainingLife(
  fleet: Fleet,
  unit: number,
  keep: number,
  [least, most]: readonly [number, number],
  draw: number,
): number {
  const room = Math.floor(lastTime(fleet, unit) - fleet.times[fleet.offsets[unit]! + keep - 1]!);
  const low = Math.min(least, room);
  const high = Math.min(most, room);
  return low + Math.floor(draw * (high - low + 1));
}

/** How many rows of a unit there are up to `remaining` before its last one. */
function rowsUntil(fleet: Fleet, unit: number, remaining: number): number {
  const times = fleet.times.subarray(fleet.offsets[unit]!, fleet.offsets[unit + 1]!);
  const end = lastTime(fleet, unit) - remaining;
  return times.findLastIndex((time) => time <= end) + 1;
}

/** Options of {@link splitFleet}. */
export interface SplitOptions extends CutOptions {
  /** Part of the units held out. Default 0.2. */
  readonly fraction?: number;
}

/**
 * Training units to learn from, and held-out units to select on, cut short. Fit the scaler on `train` only. Throws `DF_ROLE` for
 * units that are not for training, `DF_TOO_FEW_UNITS` for a single one.
 */
export function splitFleet(
  fleet: Fleet,
  options: SplitOptions = {},
): { readonly train: Fleet; readonly holdout: Fleet } {
  knownOptions('splitFleet', options, ['fraction', 'seed', 'keep', 'remaining']);
  const { fraction, seed, keep = WINDOW } = options;
  requireOption('data-fleet', Number.isSafeInteger(keep) && keep >= 1, 'keep', 'a whole number of rows ≥ 1', keep);
  if (fleet.role !== 'train') {
    throw fleetError('DF_ROLE', `only training units can be split, and these are ${fleet.role} units`);
  }
  if (unitCount(fleet) < 2) {
    throw fleetError('DF_TOO_FEW_UNITS', `${fleet.name} has one unit to train on. A holdout needs at least two`);
  }
  const split = holdoutUnits(unitCount(fleet), fraction, seed);
  const held: Fleet = { ...selectUnits(fleet, split.holdout), role: 'holdout' };
  return { train: selectUnits(fleet, split.train), holdout: truncateUnits(held, options) };
}
