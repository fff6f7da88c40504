import type { NamedTensors } from '@amnl/core-loop';
import {
  add,
  addN,
  div,
  equal,
  minimum,
  mul,
  type Scalar,
  scalar,
  sum,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';

/** The rule of the scale; the defaults are torch's GradScaler's. */
export interface ScaleRule {
  /** Multiplies the scale after `growthInterval` good steps in a row, > 1. @default 2 */
  readonly growthFactor: number;
  /** Good steps in a row before the scale grows. @default 2000 */
  readonly growthInterval: number;
  /** Multiplies the scale after a step with an infinite or NaN gradient, in (0, 1). @default 0.5 */
  readonly backoffFactor: number;
}

/** The scale, and how many good steps there were in a row since it changed; both scalars. */
export interface ScaleState {
  readonly scale: Tensor;
  readonly good: Tensor;
}

/** The largest power of two in float32: growing stops here rather than at infinity. */
const LARGEST_SCALE = 2 ** 127;

/** Gradients divided by the scale: those of the unscaled loss. Exact while the scale is a power of two. */
export function unscale(gradients: NamedTensors, scale: Tensor): NamedTensors {
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, div(gradient, scale)]));
}

/**
 * Whether every entry of every gradient is finite, as one bool scalar that stays on the device.
 *
 * x · 0 is 0 for a finite x and NaN otherwise, and a sum keeps a NaN: multiply, add, compare. Summing x itself would call
 * large finite gradients infinite.
 */
export function allFinite(gradients: NamedTensors): Scalar {
  const zeros = Object.values(gradients).map((gradient) => sum(mul(gradient, 0)));
  return equal(zeros.length === 0 ? scalar(0) : addN(zeros), 0) as Scalar;
}

/**
 * The scale for the next step, as torch.amp.GradScaler: a step that was not finite multiplies it by `backoffFactor`; after
 * `growthInterval` finite ones in a row it is multiplied by `growthFactor`. A pure function of tensors; call it within
 * `tf.tidy`.
 * @param finite bool scalar, from {@link allFinite}
 */
export function nextScale({ scale, good }: ScaleState, finite: Tensor, rule: ScaleRule): ScaleState {
  const run = where(finite, add(good, 1), scalar(0));
  const grows = equal(run, rule.growthInterval); // never true on a bad step, where run is 0
  const grown = where(grows, minimum(mul(scale, rule.growthFactor), LARGEST_SCALE), scale);
  return {
    scale: where(finite, grown, mul(scale, rule.backoffFactor)),
    good: where(grows, scalar(0), run),
  };
}
