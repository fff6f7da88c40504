/** Bins of equal shares, if there are no ties. */
const BINS = 10;

/** Standard deviations that a channel may leave the value by that it always had. */
const SAME = 0.1;

/** Digits of a border: it lies between two values, so it needs no more. */
const DIGITS = 7;

/**
 * Inner borders of bins at the deciles of a sample, ascending: bin k has the values from border k − 1 to below border k. A border lies half-way
 * between two values, so that rounding moves none to another bin. Deciles that are equal, as of values that occur often, leave one
 * border. Of a sample with a single value there are three bins: what lies near it, below and above.
 * @param sorted ascending, at least one
 */
export function decileBorders(sorted: Float32Array): number[] {
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  if (least === most) return [least - SAME, most + SAME];
  const borders = new Set<number>();
  for (let k = 1; k < BINS; k++) {
    const at = sorted[Math.ceil((k * sorted.length) / BINS) - 1]!;
    const above = sorted.findIndex((value) => value > at);
    const [low, high] = above > 0 ? [at, sorted[above]!] : [sorted.findLast((value) => value < at)!, at];
    borders.add(Number(((low + high) / 2).toPrecision(DIGITS)));
  }
  return [...borders].sort((a, b) => a - b);
}

/** The bin of a value: how many borders are not above it. */
export function binOf(borders: readonly number[], value: number): number {
  let bin = 0;
  while (bin < borders.length && value >= borders[bin]!) bin++;
  return bin;
}
