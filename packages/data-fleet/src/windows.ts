import { knownOptions, requireOption } from '@amnl/core-loop';
import { checkOnce } from './check-fleet.js';
import { fleetError } from './errors.js';
import { type Clock, checkedUnits, type Fleet, historyLength, isKnown, rulAt } from './fleet.js';
import type { Scaler } from './scaler.js';
import { type Cut, type WindowPlaces, withPlaces } from './window-places.js';

/** Default window length in rows. */
export const WINDOW = 30;

/** Options of {@link makeWindows}. */
export interface WindowOptions {
  /** Rows in a window. Default 30. */
  readonly window?: number;
  /**
   * Rows between the ends of neighbouring windows of a unit. Default 1. Windows are counted back from a unit's
   * last row, so that its last window is always among them.
   */
  readonly stride?: number;
  /**
   * `'all'` windows (default), only the `'last'` one of each unit, or one for `'every-row'`, to predict from a unit's first
   * row on: the first `window − 1` of them start before the data, and are filled with the unit's first row.
   */
  readonly which?: 'all' | 'last' | 'every-row';
  /**
   * What happens to units shorter than a window: `true` (default) repeats their first row in front, after scaling;
   * `false` throws `DF_WINDOW_TOO_LONG`. No unit is ever dropped. `'every-row'` needs `true`.
   */
  readonly pad?: boolean;
  /**
   * Rows of its history with which a unit's first window ends, of `'all'` windows; it is filled in front as with `pad`, which must be on
   * for fewer than a window. Default `window`: windows begin with the first row.
   */
  readonly minHistory?: number;
  /** Indices of the units that are cut, in the order of their windows. Default: all of the fleet. */
  readonly units?: ArrayLike<number> | undefined;
}

/**
 * Windows over the scaled rows of a fleet. Only the first row of each is stored: a window is a view into `values`. All
 * index arrays have one entry per window.
 */
export interface Windows extends WindowPlaces {
  /** Rows in a window. */
  readonly window: number;
  /** Numbers in a row: the scaler's inputs. */
  readonly features: number;
  /** Row-major [rows, features]: all units' scaled rows, with their padding in front. */
  readonly values: Float32Array;
  /** First row of the window in `values`. */
  readonly starts: Int32Array;
  /** Names of the units. */
  readonly units: readonly string[];
  /**
   * Uncapped remaining life at the window's last row, in the fleet's unit of time; where the unit still runs, what it
   * has survived since. Undefined if no unit's end is known.
   */
  readonly uncappedRul: Float32Array | undefined;
  /** 1 for every window of a unit that still runs: `uncappedRul` is then the least that its remaining life can be. */
  readonly censored: Int32Array;
  /** Of the fleet, where its source has instants: `isoTime(windows, unit, time)` is a date. */
  readonly clock?: Clock;
}

/**
 * Cuts windows: per unit floor((rows − minHistory) / stride) + 1 of them, or one padded window if it is shorter; for
 * `'every-row'` floor((rows − 1) / stride) + 1.
 * Throws `DF_SCALER_MISMATCH`, `DF_WINDOW_TOO_LONG`, `DF_UNIT_UNKNOWN`, `CL_OPTION_INVALID`, and what `checkFleet` throws.
 */
export function makeWindows(fleet: Fleet, scaler: Scaler, options: WindowOptions = {}): Windows {
  const given = checkOptions(options);
  checkOnce(fleet);
  const cuts = cutUnits(fleet, given, checkedUnits(fleet, options.units ?? fleet.units.map((_, unit) => unit)));
  const count = cuts.reduce((sum, { windows }) => sum + windows, 0);
  const { window, stride } = given;
  const starts = new Int32Array(count);
  const censored = new Int32Array(count);
  const known = fleet.ends.some(({ kind }) => kind !== 'running');
  const uncappedRul = known ? new Float32Array(count) : undefined;
  let next = 0;
  let end = 0; // of the unit in `values`, its padding included
  for (const { unit, rows, windows, padding } of cuts) {
    end += padding + rows;
    if (!isKnown(fleet, unit)) censored.fill(1, next, next + windows);
    for (let back = (windows - 1) * stride; back >= 0; back -= stride, next++) {
      starts[next] = end - back - window;
      if (uncappedRul) uncappedRul[next] = rulAt(fleet, unit, fleet.offsets[unit + 1]! - 1 - back);
    }
  }
  return withPlaces(
    {
      window,
      features: scaler.inputs.length,
      values: scaledRows(fleet, scaler, cuts),
      starts,
      units: cuts.map(({ unit }) => fleet.units[unit]!),
      uncappedRul,
      censored,
      ...(fleet.clock && { clock: clockOf(cuts, fleet.clock) }),
    },
    { cuts, stride, offsets: fleet.offsets, times: fleet.times },
  );
}

function clockOf(cuts: readonly Cut[], clock: Clock): Clock {
  return { ...clock, starts: Float64Array.from(cuts, ({ unit }) => clock.starts[unit]!) };
}

function cutUnits(
  fleet: Fleet,
  { window, stride, which, pad, minHistory }: ReturnType<typeof checkOptions>,
  units: readonly number[],
): Cut[] {
  const least = which === 'every-row' ? 1 : minHistory;
  return units.map((unit) => {
    const rows = historyLength(fleet, unit);
    if (rows < window && !pad) throw tooLong(fleet, unit, window);
    const padding = Math.max(0, window - Math.min(rows, which === 'last' ? window : least));
    const windows = which === 'last' ? 1 : Math.floor((padding + rows - window) / stride) + 1;
    return { unit, rows, windows, padding };
  });
}

/** Each unit's last window: {@link makeWindows} with `which: 'last'` for the same units, in the memory of all of them. */
export function lastWindows(windows: Windows): Windows {
  return pickWindows(
    windows,
    Array.from(windows.last.keys()).filter((i) => windows.last[i] === 1),
  );
}

/**
 * Some of the windows, in the memory of all of them. Each counts as its unit's last one: as if the unit were cut there.
 * @param chosen their indices
 */
export function pickWindows(windows: Windows, chosen: readonly number[]): Windows {
  const pick = <T extends Int32Array | Float32Array | Float64Array>(column: T, into: T): T => {
    for (const [i, index] of chosen.entries()) into[i] = column[index]!;
    return into;
  };
  const numbers = (column: Int32Array) => pick(column, new Int32Array(chosen.length));
  return {
    ...windows,
    starts: numbers(windows.starts),
    unit: numbers(windows.unit),
    row: numbers(windows.row),
    time: pick(windows.time, new Float64Array(chosen.length)),
    last: new Int32Array(chosen.length).fill(1),
    uncappedRul: windows.uncappedRul && pick(windows.uncappedRul, new Float32Array(chosen.length)),
    censored: numbers(windows.censored),
  };
}

function checkOptions(options: WindowOptions): Required<Omit<WindowOptions, 'units'>> {
  knownOptions('makeWindows', options, ['window', 'stride', 'which', 'pad', 'minHistory', 'units']);
  const { window = WINDOW, stride = 1, which = 'all', pad = true, minHistory = window } = options;
  const sized = Number.isInteger(window) && window >= 1 && window <= 1_000_000;
  requireOption('data-fleet', sized, 'window', 'a whole number of rows from 1 to 1000000', window);
  requireOption('data-fleet', Number.isSafeInteger(stride) && stride >= 1, 'stride', 'a whole number ≥ 1', stride);
  const known = ['all', 'last', 'every-row'].includes(which);
  requireOption('data-fleet', known, 'which', "'all', 'last' or 'every-row'", which);
  requireOption('data-fleet', typeof pad === 'boolean', 'pad', 'true or false', pad);
  requireOption('data-fleet', pad || which !== 'every-row', 'pad', "true with which: 'every-row'", pad);
  const inWindow = Number.isInteger(minHistory) && minHistory >= (pad ? 1 : window) && minHistory <= window;
  const range = pad ? `from 1 to the window of ${window}` : `as large as the window of ${window}, as padding is off`;
  requireOption('data-fleet', inWindow, 'minHistory', `a whole number of rows ${range}`, minHistory);
  return { window, stride, which, pad, minHistory };
}

/** Number of windows. */
export function windowCount(windows: Windows): number {
  return windows.starts.length;
}

/**
 * Window `index` as a view of [window × features] numbers, row-major. No copy: writing to it changes its neighbours.
 */
export function windowView(windows: Windows, index: number): Float32Array {
  const start = windows.starts[index]! * windows.features;
  return windows.values.subarray(start, start + windows.window * windows.features);
}

/**
 * Copies the windows `order[from … to)` one after the other into `out`.
 * @returns `out`, of which the first (to − from) · window · features numbers are written
 */
export function copyWindows(
  windows: Windows,
  order: Int32Array,
  from: number,
  to: number,
  out: Float32Array,
): Float32Array {
  const { values, starts, features } = windows;
  const length = windows.window * features;
  for (let i = from, at = 0; i < to; i++, at += length) {
    const start = starts[order[i]!]! * features;
    out.set(values.subarray(start, start + length), at);
  }
  return out;
}

function scaledRows(fleet: Fleet, scaler: Scaler, cuts: readonly Cut[]): Float32Array {
  scaler.checkFits(fleet);
  const [from, to] = [fleet.channels.length, scaler.inputs.length];
  const values = new Float32Array(cuts.reduce((sum, { rows, padding }) => sum + rows + padding, 0) * to);
  let at = 0;
  for (const { unit, padding } of cuts) {
    const first = fleet.offsets[unit]!;
    for (let i = 0; i < padding; i++, at += to) scaler.scaleRow(fleet.values, first * from, values, at);
    for (let row = first; row < fleet.offsets[unit + 1]!; row++, at += to) {
      scaler.scaleRow(fleet.values, row * from, values, at);
    }
  }
  return values;
}

function tooLong(fleet: Fleet, unit: number, window: number): Error {
  const rows = historyLength(fleet, unit);
  const what = `${fleet.noun} ${fleet.units[unit]} of ${fleet.name} (${fleet.role}) has ${rows} rows`;
  return fleetError(
    'DF_WINDOW_TOO_LONG',
    `${what}, fewer than the window of ${window}, and padding is off. Choose a window of at most ${rows}, or leave padding on`,
  );
}
