import type { Fleet } from './fleet.js';
import type { HistoryData } from './history-data.js';
import { median } from './median.js';

/** Steps between rows whose median says how far apart rows are. */
export const STEPS = 10;

/** Fewer steps say nothing. */
export const LEAST_STEPS = 5;

/** How many times as far apart as the farthest of training, or as near as the nearest, rows may be: every second row of a table is too few. */
const FACTOR = 1.5;

/** Median of the steps from row `first` to row `last`. */
export function medianStep(times: Float64Array, first: number, last: number): number {
  return median(Array.from({ length: last - first }, (_, i) => times[first + i + 1]! - times[first + i]!));
}

/** Finds stretches whose rows are farther apart than in training, or nearer to each other. */
export class StepGauge {
  readonly #times: Float64Array;
  readonly #median: number;
  /** How many rows, up to each, come too late after the one before, and too early. */
  readonly #late: Int32Array;
  readonly #early: Int32Array;

  constructor({ times }: Pick<Fleet, 'times'>, { min, median, max }: NonNullable<HistoryData['step']>) {
    this.#times = times;
    this.#median = median;
    this.#late = new Int32Array(times.length);
    this.#early = new Int32Array(times.length);
    for (let row = 1; row < times.length; row++) {
      const step = times[row]! - times[row - 1]!;
      this.#late[row] = this.#late[row - 1]! + +(step > FACTOR * max);
      this.#early[row] = this.#early[row - 1]! + +(step < min / FACTOR);
    }
  }

  /**
   * Looks at the steps from row `first` to row `last` of a unit.
   * @returns how many times as far apart as in training their rows are, in the median; undefined where that is as it was, or
   *   there are too few steps to say
   */
  measure(first: number, last: number): number | undefined {
    const most = (last - first) / 2;
    if (last - first < LEAST_STEPS) return undefined;
    const odd = (counts: Int32Array) => counts[last]! - counts[first]! > most;
    return odd(this.#late) || odd(this.#early) ? medianStep(this.#times, first, last) / this.#median : undefined;
  }
}
