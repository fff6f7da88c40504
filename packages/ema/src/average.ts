import { TrainError } from '@amnl/core-loop';
import { add, div, maximum, minimum, mul, type Scalar, type Tensor } from '@tensorflow/tfjs-core';

/** How fast the average forgets. */
export interface DecayOptions {
  /** d, in [0, 1). @default 0.999 */
  readonly decay?: number;
  /** Whether d starts small: min(d, (1 + n) / (10 + n)) at update n. @default true */
  readonly warmup?: boolean;
}

/**
 * The decay of update n, counted from 0: min(d, (1 + n) / (10 + n)) with warm-up (0.1, 0.18…, 0.25, …: the rule of
 * TensorFlow's ExponentialMovingAverage), else d. Without it the average of a short run is mostly the random weights
 * it started from: 0.999 keeps 37 % of them after 1000 updates.
 * @throws CL_OPTION_INVALID on a decay outside [0, 1)
 */
export function decayAt(n: number, options: DecayOptions = {}): number {
  const { decay, warmup } = checkDecay(options);
  return warmup ? Math.min(decay, (1 + n) / (10 + n)) : decay;
}

/** The two shares of an average: shadow ← decay · shadow + rate · value, decay + rate = 1. */
export interface Shares {
  readonly decay: number | Scalar;
  readonly rate: number | Scalar;
}

/**
 * {@link decayAt} inside a step, where n is a tensor, with rate = 1 − decay: computed on its own, as 1 − 0.999 in float32
 * is already off by 1e-5.
 */
export function sharesAt(n: Tensor, { decay, warmup }: Required<DecayOptions>): Shares {
  if (!warmup) return { decay, rate: 1 - decay };
  const past = add(n, 10);
  return { decay: minimum(decay, div(add(n, 1), past)), rate: maximum(1 - decay, div(9, past)) };
}

/**
 * decay · shadow + (1 − decay) · value.
 * @param shadow any shape
 * @param value the same shape
 * @param decay a number, or both shares as {@link sharesAt} gives them
 */
export function average<T extends Tensor>(shadow: T, value: T, decay: number | Shares): T {
  const shares = typeof decay === 'number' ? { decay, rate: 1 - decay } : decay;
  return add(mul(shares.decay, shadow), mul(shares.rate, value));
}

/** Fills in defaults. Throws `CL_OPTION_INVALID`. */
export function checkDecay({ decay = 0.999, warmup = true }: DecayOptions): Required<DecayOptions> {
  if (!(decay >= 0 && decay < 1)) {
    throw new TrainError('CL_OPTION_INVALID', `decay must be in [0, 1); found ${decay}`, { by: 'ema' });
  }
  return { decay, warmup };
}
