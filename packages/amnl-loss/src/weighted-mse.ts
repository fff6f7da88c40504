import { knownOptions, requireOption, sameShape, TrainError } from '@amnl/core-loop';
import { add, clipByValue, div, mean, mul, type Scalar, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core';

/** Options of {@link weightedMse}. */
export interface WeightedMseOptions {
  /** RUL, in cycles, from which the weight is 1. @default 125 */
  readonly cap?: number;
  /** `'normalized'`: Σ w e² / Σ w. `'mean'`: Σ w e² / B. @default 'normalized' */
  readonly reduction?: 'normalized' | 'mean';
}

/**
 * Mean squared error that counts units near failure up to twice: w(y) = 1 + clip(1 − y / cap, 0, 1), which is 2 at
 * y = 0 and 1 from the cap on. The weight follows the true RUL, never the prediction.
 *
 * @param predicted RUL in cycles, [B]
 * @param target true RUL in cycles, [B]
 * @returns scalar, in cycles²
 * @throws AL_SHAPE when the shapes differ: [B, 1] against [B] would silently broadcast to [B, B]
 */
export function weightedMse(predicted: Tensor, target: Tensor, options: WeightedMseOptions = {}): Scalar {
  const { cap, reduction } = checkWeightedMse(options);
  if (!sameShape(predicted.shape, target.shape)) {
    throw new TrainError(
      'AL_SHAPE',
      `weightedMse needs two tensors of one shape; found predicted [${predicted.shape}] and target [${target.shape}]. Squeeze or reshape the prediction`,
      { by: 'amnl-loss' },
    );
  }
  const weight = add(1, clipByValue(sub(1, div(target, cap)), 0, 1));
  const weighted = mul(weight, square(sub(predicted, target)));
  return reduction === 'mean' ? mean(weighted) : div(sum(weighted), sum(weight));
}

/** Fills in defaults. Throws `CL_OPTION_INVALID`. */
export function checkWeightedMse(options: WeightedMseOptions): Required<WeightedMseOptions> {
  knownOptions('weightedMse', options, ['cap', 'reduction']);
  const { cap = 125, reduction = 'normalized' } = options;
  requireOption('amnl-loss', Number.isFinite(cap) && cap > 0, 'cap', 'a number of cycles > 0', cap);
  const isReduction = reduction === 'normalized' || reduction === 'mean';
  requireOption('amnl-loss', isReduction, 'reduction', "'normalized' or 'mean'", reduction);
  return { cap, reduction };
}
