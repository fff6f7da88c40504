import { knownOptions, requireOption } from '@amnl/core-loop';
import { add, div, minimum, mul, type Scalar, sub, type Tensor } from '@tensorflow/tfjs-core';

/** How fast the average forgets. */
export interface DecayOptions {
  /** d, in [0, 1). @default 0.999 */
  readonly decay?: number;
  /** Whether d starts small: min(d, (1 + n) / (10 + n)) at update n. @default true */
  readonly warmup?: boolean;
}

/**
 * The decay of update n, counted from 0: min(d, (1 + n) / (10 + n)) with warm-up (0.1, 0.18…, 0.25, …: the rule of
 * TensorFlow's ExponentialMovingAverage), else d. Without it, the average of a short run is mostly the random
 * initial weights: 0.999 keeps 37 % of them after 1000 updates.
 * @throws CL_OPTION_INVALID on a decay outside [0, 1)
 */
export function decayAt(n: number, options: DecayOptions = {}): number {
  knownOptions('decayAt', options, ['decay', 'warmup']);
  const { decay, warmup } = checkDecay(options);
  return warmup ? Math.min(decay, (1 + n) / (10 + n)) : decay;
}

/** {@link decayAt} inside a step, where n is a tensor. */
export function stepDecayAt(n: Tensor, { decay, warmup }: Required<DecayOptions>): number | Scalar {
  return warmup ? minimum(decay, div(add(n, 1), add(n, 10))) : decay;
}

/**
 * decay · shadow + (1 − decay) · value, computed as value + decay · (shadow − value): a constant value is its own average,
 * bit for bit, and a decay of 0 copies. The other form drifts, as float32 shares do not add up to 1.
 * @param shadow any shape
 * @param value the same shape
 * @param decay a number, or a scalar inside a step
 */
export function average<T extends Tensor>(shadow: T, value: T, decay: number | Scalar): T {
  return add(value, mul(decay, sub(shadow, value)));
}

/** Fills in defaults. Throws `CL_OPTION_INVALID`. */
export function checkDecay({ decay = 0.999, warmup = true }: DecayOptions): Required<DecayOptions> {
  requireOption('ema', typeof warmup === 'boolean', 'warmup', 'true or false', warmup);
  requireOption('ema', Number.isFinite(decay) && decay >= 0 && decay < 1, 'decay', 'a number in [0, 1)', decay);
  return { decay, warmup };
}
