import { fillUniform, knownOptions, requireOption } from '@amnl/core-loop';
import { type Fleet, historyLength, lastTime, selectUnits } from './fleet.js';
import { WINDOW } from './windows.js';

/** Where held-out units are cut. */
export interface CutOptions {
  /** Same seed, same cuts. Default 42. */
  readonly seed?: number;
  /** Rows that every unit keeps, if it has as many. Default 30, one window. */
  readonly keep?: number;
  /**
   * Smallest and largest remaining life at the cut, drawn evenly between them; whole numbers, if both and all
   * times are. Without it the number of
   * rows that a unit keeps is drawn evenly between `keep` and all of them.
   */
  readonly remaining?: readonly [number, number] | undefined;
}

/**
 * Cuts units short, as those are that one predicts for: at a random point of their lives. Of a unit that still runs it is then known
 * how long it went on at least. Throws `CL_OPTION_UNKNOWN`, `CL_OPTION_INVALID`.
 */
export function truncateUnits(fleet: Fleet, options: CutOptions = {}): Fleet {
  checkCut(options);
  const cuts = fleet.units.map((_, unit) => cutsOf(fleet, unit, 1, options)[0]!);
  return selectUnits(
    fleet,
    fleet.units.map((_, i) => i),
    cuts,
  );
}

/**
 * Rows that unit `unit` keeps at each of some cuts. The range that `truncateUnits` draws from is taken in equal parts, and one cut is drawn
 * in each: a single one is that of `truncateUnits`.
 * @param cuts number of them; fewer are returned where several are at the same row
 */
export function cutsOf(fleet: Fleet, unit: number, cuts: number, options: CutOptions): number[] {
  const { seed = 42, keep = WINDOW, remaining } = options;
  const rows = historyLength(fleet, unit);
  if (rows <= keep) return [rows];
  // Drawn by the unit's name, so that a unit is cut at the same rows whatever other units are in the fleet.
  const draws = new Float32Array(cuts);
  fillUniform(draws, seed, ...cutStream(fleet.units[unit]!));
  const whole = remaining?.every(Number.isInteger) === true && isWhole(fleet, unit);
  const lengths = Array.from(draws, (drawn, i) => {
    const draw = cuts === 1 ? drawn : (i + drawn) / cuts;
    if (!remaining) return keep + Math.floor(draw * (rows - keep + 1));
    return rowsUntil(fleet, unit, remainingLife(fleet, unit, keep, remaining, { draw, whole }));
  });
  return [...new Set(lengths)];
}

/** Throws `CL_OPTION_UNKNOWN` or `CL_OPTION_INVALID` for options of `truncateUnits` that cannot be. */
export function checkCut(options: CutOptions): void {
  knownOptions('truncateUnits', options, ['seed', 'keep', 'remaining']);
  const { seed = 0, keep = 1, remaining } = options;
  requireOption('data-fleet', Number.isSafeInteger(seed) && seed >= 0, 'seed', 'a whole number ≥ 0', seed);
  requireOption('data-fleet', Number.isSafeInteger(keep) && keep >= 1, 'keep', 'a whole number of rows ≥ 1', keep);
  if (remaining === undefined) return;
  const two = Array.isArray(remaining) && remaining.length === 2 && remaining.every(Number.isFinite);
  const ascend = two && remaining[0] >= 0 && remaining[0] <= remaining[1];
  requireOption('data-fleet', ascend, 'remaining', 'two lengths of time, [least, most], 0 ≤ least ≤ most', remaining);
}

function isWhole({ offsets, times }: Fleet, unit: number): boolean {
  return times.subarray(offsets[unit]!, offsets[unit + 1]!).every(Number.isInteger);
}

/** Name and counter of the stream that cuts a unit: a name that is a number counts itself. */
function cutStream(name: string): [stream: string, counter: number] {
  return /^\d{1,9}$/.test(name) ? ['holdout cuts', Number(name)] : [`holdout cuts/${name}`, 0];
}

/** Drawn from the range, but with at least `keep` rows before the cut. */
function remainingLife(
  fleet: Fleet,
  unit: number,
  keep: number,
  [least, most]: readonly [number, number],
  { draw, whole }: { readonly draw: number; readonly whole: boolean },
): number {
  const all = lastTime(fleet, unit) - fleet.times[fleet.offsets[unit]! + keep - 1]!;
  const room = whole ? Math.floor(all) : all;
  const low = Math.min(least, room);
  const high = Math.min(most, room);
  return low + (whole ? Math.floor(draw * (high - low + 1)) : draw * (high - low));
}

/** How many rows of a unit there are up to `remaining` before its last one. */
function rowsUntil(fleet: Fleet, unit: number, remaining: number): number {
  const times = fleet.times.subarray(fleet.offsets[unit]!, fleet.offsets[unit + 1]!);
  const end = lastTime(fleet, unit) - remaining;
  return times.findLastIndex((time) => time <= end) + 1;
}
