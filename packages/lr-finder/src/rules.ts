import type { CurvePoint } from './curve.js';

/** Input of the rules: rates, ascending, and the smoothed loss of each. */
export type Curve = readonly Pick<CurvePoint, 'rate' | 'smoothed'>[];

/** The name of one of the {@link RULES}. */
export type Rule = 'valley' | 'steepest' | 'minimum/10';

/**
 * The rate in the middle of the longest fall: of the longest run of points, not all neighbours, each lower than the one before.
 * Less sensitive to a single lucky batch than the other two.
 *
 * As fastai's `valley` (its default since 2.3, by ESRI): the fall is counted back from its last point by its length ℓ, and the
 * suggestion lies ⌊ℓ/3⌋ + ⌊ℓ/6⌋ points behind that beginning. Of falls of one length it is the one that ends first.
 * @returns undefined if no three points fall
 */
export function valley(curve: Curve): number | undefined {
  const lengths: number[] = [];
  let last = 0;
  curve.forEach(({ smoothed }, i) => {
    const before = lengths.filter((_, j) => curve[j]!.smoothed > smoothed);
    lengths.push(1 + Math.max(0, ...before));
    if (lengths[i]! > lengths[last]!) last = i;
  });
  const length = lengths[last] ?? 0;
  if (length < 3) return undefined;
  return curve[last - length + Math.floor(length / 3) + Math.floor(length / 6)]!.rate;
}

/**
 * The rate at which the loss falls steepest: the least (Lᵢ₊₁ − Lᵢ) / (ln rᵢ₊₁ − ln rᵢ), as fastai's `steep`; Lightning's
 * `suggestion()` takes the least of numpy's `gradient` in its place.
 * @returns undefined if it never falls
 */
export function steepest(curve: Curve): number | undefined {
  let best: { readonly slope: number; readonly rate: number } = { slope: 0, rate: Number.NaN };
  for (let i = 0; i + 1 < curve.length; i++) {
    const [here, next] = [curve[i]!, curve[i + 1]!];
    const slope = (next.smoothed - here.smoothed) / (Math.log(next.rate) - Math.log(here.rate));
    if (slope < best.slope) best = { slope, rate: here.rate };
  }
  return best.slope < 0 ? best.rate : undefined;
}

/**
 * A tenth of the rate with the least loss: at that rate itself the loss is about to rise. fastai's `minimum`, its rule in
 * versions before 2.3.
 * @returns undefined if the first point is the lowest
 */
export function minimumTenth(curve: Curve): number | undefined {
  let lowest = 0;
  curve.forEach(({ smoothed }, i) => {
    if (smoothed < curve[lowest]!.smoothed) lowest = i;
  });
  return lowest > 0 ? curve[lowest]!.rate / 10 : undefined;
}

/** From the part of a curve that counts to a rate, by name. */
export const RULES: Readonly<Record<Rule, (curve: Curve) => number | undefined>> = {
  valley,
  steepest,
  'minimum/10': minimumTenth,
};
