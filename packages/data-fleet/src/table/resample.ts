import { fleetError } from '../errors.js';

/** What resampling needs of rows, and gives. */
export interface TimedRows {
  readonly offsets: Int32Array;
  readonly times: Float64Array;
  readonly values: Float32Array;
}

/** A time this part of a step before a step's end still counts to it: what arithmetic rounds off. */
const SLACK = 1e-9;
const MAX_ROWS = 2 ** 28;

/**
 * One row for every step of time, counted back from each unit's last row, so that a failure keeps its time and no row knows
 * what comes after it: the row at time t has the mean of what was measured in (t − step, t], or the last value if `last` says
 * so. NaN if nothing was measured. Throws `DF_RESAMPLE` for a step so small that the rows would not fit.
 * @param last for each channel whether its last value is taken, not the mean
 */
export function resampleRows({ offsets, times, values }: TimedRows, step: number, last: readonly boolean[]): TimedRows {
  const width = last.length;
  const units = offsets.length - 1;
  const newOffsets = new Int32Array(units + 1);
  for (let unit = 0, total = 0; unit < units; unit++) {
    const [first, end] = [times[offsets[unit]!]!, times[offsets[unit + 1]! - 1]!];
    total += stepsBack(end - first, step) + 1;
    if (total > MAX_ROWS) {
      throw fleetError('DF_RESAMPLE', `a step of ${step} makes more than ${MAX_ROWS} rows. Choose a longer one`);
    }
    newOffsets[unit + 1] = total;
  }
  const rows = newOffsets[units]!;
  const newTimes = new Float64Array(rows);
  const newValues = new Float32Array(rows * width);
  const sums = new Float64Array(width);
  const counts = new Int32Array(width);
  for (let unit = 0; unit < units; unit++) {
    const end = times[offsets[unit + 1]! - 1]!;
    let row = offsets[unit]!;
    for (let out = newOffsets[unit]!; out < newOffsets[unit + 1]!; out++) {
      const back = newOffsets[unit + 1]! - 1 - out;
      newTimes[out] = end - back * step;
      sums.fill(0);
      counts.fill(0);
      for (; row < offsets[unit + 1]! && stepsBack(end - times[row]!, step) === back; row++) {
        for (let c = 0; c < width; c++) {
          const value = values[row * width + c]!;
          if (Number.isNaN(value)) continue;
          sums[c] = last[c] ? value : sums[c]! + value;
          counts[c] = last[c] ? 1 : counts[c]! + 1;
        }
      }
      for (let c = 0; c < width; c++) newValues[out * width + c] = sums[c]! / counts[c]!;
    }
  }
  return { offsets: newOffsets, times: newTimes, values: newValues };
}

/** Whole steps between a time and the end. */
function stepsBack(length: number, step: number): number {
  return Math.floor(length / step + SLACK);
}
