import type { UnitHistory } from './units.js';

/** The rows of a unit at which its indicator is lower than ever before. */
export interface Lowest {
  /** Strictly falling. */
  readonly value: Float64Array;
  /** The age at each. */
  readonly time: Float64Array;
  /** The age at which the indicator is first at or below a threshold, before the unit fails. */
  reachedAt(threshold: number): number | undefined;
}

/** Of the rows before the unit's failure. */
export function lowest({ time, indicator, life, running }: UnitHistory): Lowest {
  const [values, times]: [number[], number[]] = [[], []];
  for (let row = 0; row < time.length; row++) {
    if (!running && time[row]! >= life) break;
    if (values.length > 0 && !(indicator[row]! < values.at(-1)!)) continue;
    values.push(indicator[row]!);
    times.push(time[row]!);
  }
  return {
    value: Float64Array.from(values),
    time: Float64Array.from(times),
    reachedAt(threshold) {
      let [from, to] = [0, values.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        if (values[middle]! <= threshold) to = middle;
        else from = middle + 1;
      }
      return times[from];
    },
  };
}
