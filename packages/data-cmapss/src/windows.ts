import { knownOptions } from '@amnl/core-loop';
import { RAW_COLUMNS } from './columns.js';
import { checkInteger, dataError } from './errors.js';
import { FEATURES } from './features.js';
import { type Fleet, historyLength, rulAt, unitCount } from './fleet.js';
import type { Scaler } from './scaler.js';
import type { Subset } from './subsets.js';

/** Default window length in cycles. */
export const WINDOW = 30;

/** Options of {@link makeWindows}. */
export interface WindowOptions {
  /** Cycles in a window. Default 30. */
  readonly window?: number;
  /**
   * Cycles between the ends of neighbouring windows of a unit. Default 1. Windows are counted back from a unit's
   * last cycle, so that its last window is always among them.
   */
  readonly stride?: number;
  /**
   * `'all'` windows (default), only the `'last'` one of each unit, or one for `'every-row'`, to predict from a unit's first
   * cycle on: the first `window − 1` of them start before the data, and are filled with the unit's first row.
   */
  readonly which?: 'all' | 'last' | 'every-row';
  /**
   * What happens to units shorter than a window: `true` (default) repeats their first row in front, after scaling;
   * `false` throws `DC_WINDOW_TOO_LONG`. No unit is ever dropped. `'every-row'` needs `true`.
   */
  readonly pad?: boolean;
}

/**
 * Windows over the scaled rows of a fleet. Only the first row of each is stored: a window is a view into `values`. All
 * index arrays have one entry per window.
 */
export interface Windows {
  readonly subset: Subset;
  readonly simulated: boolean;
  /** Cycles in a window. */
  readonly window: number;
  /** Features in a row: 17. */
  readonly features: number;
  /** Row-major [rows, 17]: all units' scaled rows, with their padding in front. */
  readonly values: Float32Array;
  /** First row of the window in `values`. */
  readonly starts: Int32Array;
  /** Unit number, as in the file. */
  readonly unit: Int32Array;
  /** Cycle of the window's last row, from 1. */
  readonly cycle: Int32Array;
  /** 1 for a unit's last window, else 0. */
  readonly last: Int32Array;
  /** Uncapped remaining life in cycles at the window's last row; undefined if the units' end is unknown. */
  readonly uncappedRul: Float32Array | undefined;
}

/**
 * Cuts windows: per unit floor((cycles − window) / stride) + 1 of them, or one padded window if it is shorter; for
 * `'every-row'` floor((cycles − 1) / stride) + 1.
 * Throws `DC_SCALER_MISMATCH`, `DC_WINDOW_TOO_LONG`, `DC_OPTION_INVALID`.
 */
export function makeWindows(fleet: Fleet, scaler: Scaler, options: WindowOptions = {}): Windows {
  knownOptions('makeWindows', options, ['window', 'stride', 'which', 'pad']);
  const { window = WINDOW, stride = 1, which = 'all', pad = true } = options;
  checkInteger('window', window, 1, 1_000_000);
  checkInteger('stride', stride, 1);
  if (!['all', 'last', 'every-row'].includes(which)) {
    throw dataError('DC_OPTION_INVALID', `which is ${JSON.stringify(which)}. Choose 'all', 'last' or 'every-row'`);
  }
  if (which === 'every-row' && !pad) {
    throw dataError(
      'DC_OPTION_INVALID',
      "pad is false, and which: 'every-row' pads. Leave padding on, or choose 'all'",
    );
  }
  const units = Array.from({ length: unitCount(fleet) }, (_, unit) => {
    const cycles = historyLength(fleet, unit);
    if (cycles < window && !pad) throw tooLong(fleet, unit, cycles, window);
    const padding = which === 'every-row' ? window - 1 : Math.max(0, window - cycles);
    const windows = which === 'last' ? 1 : Math.floor((padding + cycles - window) / stride) + 1;
    return { unit, cycles, windows, padding };
  });
  const count = units.reduce((sum, { windows }) => sum + windows, 0);
  const starts = new Int32Array(count);
  const unit = new Int32Array(count);
  const cycle = new Int32Array(count);
  const last = new Int32Array(count);
  const uncappedRul = fleet.endRul && new Float32Array(count);
  let next = 0;
  let row = 0; // first row of the unit in `values`, its padding included
  for (const { unit: index, cycles, windows, padding } of units) {
    const end = row + padding + cycles;
    for (let back = (windows - 1) * stride; back >= 0; back -= stride, next++) {
      starts[next] = end - back - window;
      unit[next] = fleet.units[index]!;
      cycle[next] = cycles - back;
      if (uncappedRul) uncappedRul[next] = rulAt(fleet, index, cycles - back);
    }
    last[next - 1] = 1;
    row = end;
  }
  const values = scaledRows(fleet, scaler, units);
  const { subset, simulated } = fleet;
  return { subset, simulated, window, features: FEATURES.length, values, starts, unit, cycle, last, uncappedRul };
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

function scaledRows(fleet: Fleet, scaler: Scaler, units: readonly { unit: number; padding: number }[]): Float32Array {
  const width = FEATURES.length;
  const scaled = scaler.transform(fleet);
  const padding = units.reduce((sum, { padding }) => sum + padding, 0);
  if (padding === 0) return scaled;
  const values = new Float32Array((fleet.values.length / RAW_COLUMNS + padding) * width);
  let at = 0;
  for (const one of units) {
    const rows = scaled.subarray(fleet.offsets[one.unit]! * width, fleet.offsets[one.unit + 1]! * width);
    for (let i = 0; i < one.padding; i++, at += width) values.set(rows.subarray(0, width), at);
    values.set(rows, at);
    at += rows.length;
  }
  return values;
}

function tooLong(fleet: Fleet, unit: number, cycles: number, window: number): Error {
  return dataError(
    'DC_WINDOW_TOO_LONG',
    `unit ${fleet.units[unit]} of the ${fleet.role} units of ${fleet.subset} has ${cycles} cycles, fewer than the window of ` +
      `${window}, and padding is off. Choose a window of at most ${cycles}, or leave padding on`,
  );
}
