import { knownOptions, requireOption, sameShape, TrainError } from '@amnl/core-loop';
import {
  add,
  clipByValue,
  div,
  greater,
  mean,
  mul,
  onesLike,
  type Scalar,
  square,
  step,
  sub,
  sum,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';

/** Options of {@link weightedMse}. */
export interface WeightedMseOptions {
  /** RUL from which the weight is 1, in the unit of time of the data. @default 125 */
  readonly cap?: number;
  /** `'normalized'`: Σ w e² / Σ w. `'mean'`: Σ w e² / B. @default 'normalized' */
  readonly reduction?: 'normalized' | 'mean';
  /** `'linear'`: w(y) below. `'none'`: w = 1, the plain mean squared error. @default 'linear' */
  readonly weighting?: 'linear' | 'none';
}

/**
 * Mean squared error that counts units near failure up to twice: w(y) = 1 + clip(1 − y / cap, 0, 1), which is 2 at
 * y = 0 and 1 from the cap on. The weight follows the true RUL, never the prediction.
 *
 * Where `censored` is 1, `target` is a lower bound, which the unit is known to survive. The loss is then one-sided, as that of a
 * regression on censored data (Tobin, 1958): e = min(predicted − bound, 0), so that a prediction at or above the bound is right. Its
 * weight is 1, the least that the unknown life could have: nothing says that this unit is near its failure. It counts in Σ w and in B
 * whether it is wrong or not, so that no sample's share of the gradient depends on the predictions for others.
 *
 * @param predicted RUL, [B]
 * @param target true RUL, [B]
 * @param censored [B], 1 where the target is a lower bound, else 0. Default: none is
 * @returns scalar, in the square of the unit of time
 * @throws AL_SHAPE when the shapes differ: [B, 1] against [B] would silently broadcast to [B, B]
 */
export function weightedMse(
  predicted: Tensor,
  target: Tensor,
  options: WeightedMseOptions = {},
  censored?: Tensor,
): Scalar {
  const { cap, reduction, weighting } = checkWeightedMse(options);
  requireShape('target', predicted, target);
  if (censored) requireShape('censored', predicted, censored);
  const difference = sub(predicted, target);
  // `step` has a gradient (of 0), which comparisons lack; a NaN stays one.
  const error = censored ? mul(difference, sub(1, mul(censored, step(difference)))) : difference;
  if (weighting === 'none') return mean(square(error));
  const known = add(1, clipByValue(sub(1, div(target, cap)), 0, 1));
  const weight = censored ? where(greater(censored, 0), onesLike(known), known) : known;
  const weighted = mul(weight, square(error));
  return reduction === 'mean' ? mean(weighted) : div(sum(weighted), sum(weight));
}

function requireShape(name: string, predicted: Tensor, other: Tensor): void {
  if (sameShape(predicted.shape, other.shape)) return;
  throw new TrainError(
    'AL_SHAPE',
    `weightedMse needs tensors of one shape; found predicted [${predicted.shape}] and ${name} [${other.shape}]. Squeeze or reshape the prediction`,
    { by: 'amnl-loss' },
  );
}

/** Fills in defaults. Throws `CL_OPTION_INVALID`. */
export function checkWeightedMse(options: WeightedMseOptions): Required<WeightedMseOptions> {
  knownOptions('weightedMse', options, ['cap', 'reduction', 'weighting']);
  const { cap = 125, reduction = 'normalized', weighting = 'linear' } = options;
  requireOption('amnl-loss', Number.isFinite(cap) && cap > 0, 'cap', 'a length of time > 0', cap);
  const isReduction = reduction === 'normalized' || reduction === 'mean';
  requireOption('amnl-loss', isReduction, 'reduction', "'normalized' or 'mean'", reduction);
  const isWeighting = weighting === 'linear' || weighting === 'none';
  requireOption('amnl-loss', isWeighting, 'weighting', "'linear' or 'none'", weighting);
  return { cap, reduction, weighting };
}
