/**
 * NASA's asymmetric score of one prediction (PHM 2008 challenge): s(d) = exp(−d/13) − 1 for d < 0 (early) and
 * exp(d/10) − 1 for d ≥ 0 (late). Late warnings cost more: 50 cycles late is 147.4, 50 early 45.8.
 *
 * From about d = 7097 (late) or −9226 (early) on it would be infinite; it saturates at `Number.MAX_VALUE` instead, so that
 * results stay comparable and survive JSON. NaN stays NaN.
 *
 * @param d prediction − truth, in cycles
 */
export function nasaScore(d: number): number {
  return finite(d < 0 ? Math.expm1(-d / 13) : Math.expm1(d / 10));
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
