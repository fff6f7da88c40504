/** One step of a sweep. */
export interface CurvePoint {
  /** The rate of the step. */
  readonly rate: number;
  /** The loss of its batch, before the weights are changed with that rate. */
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
    if (i === steps - 1) return end; // not by a rounding more or less
    const share = i / (steps - 1);
    return spacing === 'linear' ? start + share * (end - start) : start * (end / start) ** share;
  });
}

/**
 * A running mean that is not drawn to 0 at its beginning: m ← β·m + (1 − β)·x, given as m / (1 − βⁿ) after n numbers, as fastai's
 * and Lightning's finders smooth their loss.
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
 * Whether a smoothed loss has left the best one behind: above `times` as much, as fastai and Lightning have it. Where losses may be
 * negative: above by `times` − 1 its size. One that is not finite always has.
 */
export function hasDiverged(smoothed: number, best: number, times: number): boolean {
  if (!Number.isFinite(smoothed)) return true;
  return times < Number.POSITIVE_INFINITY && smoothed > best + (times - 1) * Math.abs(best);
}
