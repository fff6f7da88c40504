/** Cycles in which the score of early, and of late, predictions grows e-fold. */
const EARLY = 13;
const LATE = 10;

/**
 * NASA's asymmetric score of one prediction (PHM 2008 challenge): s(d) = exp(−d/13) − 1 for d < 0 (early) and
 * exp(d/10) − 1 for d ≥ 0 (late). Late warnings cost more: 50 cycles late is 147.4, 50 early 45.8.
 *
 * From about d = 7097 (late) or −9226 (early) on it would be infinite; it saturates at `Number.MAX_VALUE` instead, so that
 * results stay comparable and survive JSON. NaN stays NaN.
 *
 * @param d prediction − truth, in cycles: in other units of time the constants mean nothing
 */
export function nasaScore(d: number): number {
  return finite(d < 0 ? Math.expm1(-d / EARLY) : Math.expm1(d / LATE));
}

/** The size of the error, in cycles, at which the score reaches `score` ≥ 0 when predictions are early, or late. */
export function nasaErrorAt(score: number, side: 'early' | 'late'): number {
  return (side === 'early' ? EARLY : LATE) * Math.log1p(score);
}

/** Σ s(d), saturating at `Number.MAX_VALUE`. @param errors predictions − truths, in cycles */
export function nasaScoreSum(errors: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < errors.length; i++) sum += nasaScore(errors[i]!);
  return finite(sum);
}

function finite(x: number): number {
  return x === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : x;
}
