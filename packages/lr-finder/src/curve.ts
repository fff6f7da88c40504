/** One step of a sweep. */
export interface CurvePoint {
  /** Learning rate of the step. */
  readonly rate: number;
  /** Loss of its batch, before the weights are updated with that rate. */
  readonly loss: number;
  /** {@link smoother | Smoothed} up to here. */
  readonly smoothed: number;
}

/**
 * The rates of a sweep, `start` and `end` among them: start · (end / start)^(i / (n − 1)), or evenly spaced.
 * @param steps n, at least 2
 */
export function sweepRates(start: number, end: number, steps: number, spacing: 'exponential' | 'linear'): number[] {
  return Array.from({ length: steps }, (_, i) => {
    if (i === steps - 1) return end; // exactly, without rounding
    const share = i / (steps - 1);
    return spacing === 'linear' ? start + share * (end - start) : start * (end / start) ** share;
  });
}

/**
 * A running mean with bias correction: m ← β·m + (1 − β)·x, returns m / (1 − βⁿ) after n numbers, like
 * the finders of fastai and Lightning.
 */
export function smoother(beta: number): (x: number) => number {
  let [mean, rest] = [0, 1];
  return (x) => {
    mean = beta * mean + (1 - beta) * x;
    rest *= beta;
    return mean / (1 - rest);
  };
}

/**
 * Whether a smoothed loss has diverged from the best one: more than `times` the best, as in fastai and Lightning. For
 * negative losses:
 * above by `times` − 1 its size. A loss that is not finite has always diverged.
 */
export function hasDiverged(smoothed: number, best: number, times: number): boolean {
  if (!Number.isFinite(smoothed)) return true;
  return times < Number.POSITIVE_INFINITY && smoothed > best + (times - 1) * Math.abs(best);
}
