/** Of a figure that is constant between values: one number for each, up to the next. */
export type Steps = Float64Array;

/**
 * Steps as they are on average if the values are shifted by a Laplace-distributed error: a unit then stands for others like it. The first value is
 * `-Infinity`, at which nothing is shifted.
 * @param bandwidth standard deviation of the error; 0: none
 */
export function smoothed(steps: Steps, values: ArrayLike<number>, bandwidth: number): Steps {
  if (!(bandwidth > 0)) return steps;
  const scale = bandwidth / Math.SQRT2;
  const last = steps.length - 1;
  const jump = (k: number) => steps[k]! - steps[k - 1]!;
  const fade = (k: number) => Math.exp((values[k - 1]! - values[k]!) / scale); // from one value to the next
  // The distribution's share of a jump x below is 1 − ½e^(−x / scale), of one x above ½e^(−x / scale).
  const result = steps.slice();
  for (let k = 1, below = 0; k <= last; k++) {
    below = below * fade(k) + jump(k);
    result[k]! -= below / 2;
  }
  for (let k = last - 1, above = 0; k >= 1; k--) {
    above = (above + jump(k + 1)) * fade(k + 1);
    result[k]! += above / 2;
  }
  return result;
}

/** Bandwidth for a distribution that is known by some numbers: Silverman's rule, *Density Estimation*, 1986. 0 for fewer than two. */
export function bandwidthOf(numbers: readonly number[]): number {
  const known = numbers.filter(Number.isFinite);
  if (known.length < 2) return 0;
  const mean = known.reduce((sum, x) => sum + x, 0) / known.length;
  const squares = known.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return 1.06 * Math.sqrt(squares / (known.length - 1)) * known.length ** -0.2;
}
