import type { Fleet } from './fleet.js';

/** Which rows of a unit there are windows of. */
export interface Cut {
  readonly unit: number;
  readonly rows: number;
  readonly windows: number;
  readonly padding: number;
}

/** Where windows are in the fleet; one entry each. */
export interface WindowPlaces {
  /** Index of the window's unit in `units`. */
  readonly unit: Int32Array;
  /** The window's last row in the fleet. */
  readonly row: Int32Array;
  /** Time of the window's last row, in the fleet's unit of time. */
  readonly time: Float64Array;
  /** 1 for a unit's last window, else 0. */
  readonly last: Int32Array;
  /** Times of the rows of window `index`, oldest first: fewer than a window has where its first ones repeat the unit's first row. */
  timesOf(index: number): Float64Array;
}

/**
 * Adds where each window is in the fleet: made when it is asked for, as millions of windows that are only trained on do without. It keeps the
 * fleet's times for that, not its values.
 */
export function withPlaces<W extends { readonly starts: Int32Array; readonly window: number }>(
  windows: W,
  { cuts, stride, offsets, times }: Pick<Fleet, 'offsets' | 'times'> & { cuts: readonly Cut[]; stride: number },
): W & WindowPlaces {
  const fill = <T extends Int32Array | Float64Array>(
    column: T,
    at: (row: number, unit: number, back: number) => number,
  ) => {
    let next = 0;
    for (const [i, { unit, windows }] of cuts.entries()) {
      for (let back = (windows - 1) * stride; back >= 0; back -= stride, next++) {
        column[next] = at(offsets[unit + 1]! - 1 - back, i, back);
      }
    }
    return column;
  };
  const count = windows.starts.length;
  const made: { -readonly [Name in Exclude<keyof WindowPlaces, 'timesOf'>]?: WindowPlaces[Name] } = {};
  return {
    ...windows,
    get unit() {
      return (made.unit ??= fill(new Int32Array(count), (_, unit) => unit));
    },
    get row() {
      return (made.row ??= fill(new Int32Array(count), (row) => row));
    },
    get time() {
      return (made.time ??= fill(new Float64Array(count), (row) => times[row]!));
    },
    get last() {
      return (made.last ??= fill(new Int32Array(count), (_, __, back) => +(back === 0)));
    },
    timesOf(index) {
      const first = offsets[cuts[this.unit[index]!]!.unit]!;
      const end = this.row[index]! + 1;
      return times.subarray(Math.max(first, end - windows.window), end);
    },
  };
}
