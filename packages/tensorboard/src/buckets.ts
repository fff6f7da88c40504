/** A histogram of numbers. */
export interface Histogram {
  /** `[left, right, count]` of every bucket, one after the other. */
  readonly buckets: readonly (readonly [left: number, right: number, count: number])[];
  /** How many numbers were NaN or infinite; no bucket holds them. */
  readonly nonFinite: number;
}

/**
 * Counts `values` in `count` buckets of equal width from their minimum to their maximum, as TensorBoard's own summaries do:
 * if all values are equal, all buckets are that point and the last one holds them; without values, all are 0.
 *
 * NaN and infinity are left out and counted separately: one of them would make the buckets useless.
 *
 * @see tensorboard/plugins/histogram/summary_v2.py
 */
export function histogram(values: ArrayLike<number>, count: number): Histogram {
  const { min, max, finite } = rangeOf(values);
  const counts = new Float64Array(count);
  const nonFinite = values.length - finite;
  if (finite === 0) return { buckets: Array.from(counts, () => [0, 0, 0]), nonFinite };
  if (min === max) counts[count - 1] = finite;
  else countInto(counts, values, min, max);

  const edge = (i: number) => (i === count || min === max ? max : min * (1 - i / count) + max * (i / count));
  return { buckets: Array.from(counts, (n, i) => [edge(i), edge(i + 1), n]), nonFinite };
}

/** Minimum, maximum and number of the finite values. */
function rangeOf(values: ArrayLike<number>): { min: number; max: number; finite: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let finite = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    finite++;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min: min + 0, max: max + 0, finite }; // no -0
}

function countInto(counts: Float64Array, values: ArrayLike<number>, min: number, max: number): void {
  // Halved, because the range itself may overflow a double.
  const scale = Number.isFinite(max - min) ? 1 : 0.5;
  const range = max * scale - min * scale;
  const last = counts.length - 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    const part = (value * scale - min * scale) / range;
    counts[Math.min(Math.floor(part * counts.length), last)]!++;
  }
}
