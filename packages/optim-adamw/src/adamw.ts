import { add, div, mul, type Scalar, sqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';

/** Constants of a run. */
export interface AdamWConstants {
  /** Decay of the first moment, in [0, 1). @default 0.9 */
  readonly beta1: number;
  /** Decay of the second moment, in [0, 1). @default 0.999 */
  readonly beta2: number;
  /** Added to √v̂, outside the root, so that a parameter without gradient does not divide by zero. @default 1e-8 */
  readonly epsilon: number;
}

/** 1 − β1^t and 1 − β2^t, both scalars. Both are 0 before the first step. */
export interface BiasCorrections {
  readonly first: Tensor;
  readonly second: Tensor;
}

/** What one parameter carries from step to step, all of its shape. Moments are 0 before the first step. */
export interface AdamWState {
  readonly parameter: Tensor;
  /** m, the running mean of the gradient. */
  readonly first: Tensor;
  /** v, the running mean of the squared gradient. */
  readonly second: Tensor;
}

/** Scalars of one step, shared by all parameters with the same rate and decay. */
export interface StepSizes {
  /** α / (1 − β1^t). */
  readonly update: Tensor;
  /** √(1 − β2^t). */
  readonly rootSecond: Tensor;
  /** α λ; undefined if nothing decays. */
  readonly decay: Tensor | undefined;
}

/** A running mean: x̄ ← β x̄ + (1 − β) x. */
function moment(mean: Tensor, x: Tensor | number, beta: number): Tensor {
  return add(mul(mean, beta), mul(x, 1 - beta));
}

/**
 * The bias corrections of the next step, computed as the moment of a constant 1. For c₀ = 0, c ← β c + (1 − β) gives
 * c_t = 1 − β^t.
 *
 * Kept as state rather than computed from a step count because it is then assigned like every moment (a skipped step does
 * not count), needs no number from outside the step (it compiles), and starts accurate: in float32 1 − β^t loses digits for
 * small t (1 − 0.999 is wrong by 1.3e-5), while c₁ = 1 − β is rounded once. A β that float32 rounds also cancels: m / c
 * stays a weighted mean whose weights add up to 1.
 */
export function biasCorrections(previous: BiasCorrections, { beta1, beta2 }: AdamWConstants): BiasCorrections {
  return { first: moment(previous.first, 1, beta1), second: moment(previous.second, 1, beta2) };
}

/** The step sizes for a learning rate α and a weight decay λ (undefined: none). */
export function stepSizes(corrections: BiasCorrections, learningRate: Scalar, weightDecay?: Scalar): StepSizes {
  return {
    update: div(learningRate, corrections.first),
    rootSecond: sqrt(corrections.second),
    decay: weightDecay === undefined ? undefined : mul(learningRate, weightDecay),
  };
}

/**
 * One AdamW step of one parameter:
 *
 *     θ ← θ (1 − α λ)                          decoupled weight decay
 *     m ← β1 m + (1 − β1) g
 *     v ← β2 v + (1 − β2) g²
 *     θ ← θ − α / (1 − β1^t) · m / (√v / √(1 − β2^t) + ε)
 *
 * A pure function of tensors; call it within `tf.tidy`. The same result as torch.optim.AdamW, with one difference in
 * rounding: decay and update are added up before θ changes. The factor 1 − α λ has no float32 below α λ = 3e-8 (rate
 * 2.5e-4, decay 1e-4) but 1, where PyTorch's decay silently stops; ours continues.
 *
 * @param gradient of the shape of the parameter
 * @see Loshchilov & Hutter, Decoupled Weight Decay Regularization, ICLR 2019 (arXiv:1711.05101), algorithm 2; as in PyTorch,
 * the decay is multiplied by the learning rate, which the paper's η_t is not
 */
export function adamWStep(
  { parameter, first, second }: AdamWState,
  gradient: Tensor,
  sizes: StepSizes,
  { beta1, beta2, epsilon }: AdamWConstants,
): AdamWState {
  const m = moment(first, gradient, beta1);
  const v = moment(second, square(gradient), beta2);
  const update = div(mul(m, sizes.update), add(div(sqrt(v), sizes.rootSecond), epsilon));
  const change = sizes.decay === undefined ? update : add(update, mul(parameter, sizes.decay));
  return { parameter: sub(parameter, change), first: m, second: v };
}
