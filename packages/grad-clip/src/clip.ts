import type { NamedTensors } from '@amnl/core-loop';
import {
  add,
  addN,
  clipByValue as clamp,
  div,
  lessEqual,
  mul,
  type Scalar,
  scalar,
  sqrt,
  square,
  sum,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';

/** Keeps c / ‖g‖ finite at a norm of 0; PyTorch's value. */
const EPSILON = 1e-6;

/** Clipped gradients and the joint norm they had before. */
export interface Clipped {
  readonly gradients: NamedTensors;
  /** Joint L2 norm before clipping, a scalar. */
  readonly norm: Scalar;
}

/**
 * The L2 norm of all gradients together, as if they were one vector; 0 without gradients. A scalar.
 *
 * Squares are added in float32: the norm is `Infinity` once it passes 1.8e19, and entries below 1e-23 count as 0.
 */
export function globalNorm(gradients: NamedTensors): Scalar {
  const squares = Object.values(gradients).map((gradient) => sum(square(gradient)));
  return squares.length === 0 ? scalar(0) : (sqrt(addN(squares)) as Scalar);
}

/**
 * Scales all gradients by one factor so that their joint norm is at most `maxNorm`:
 *
 *     g ← g · min(1, c / (‖g‖ + 1e-6))
 *
 * Equal to torch.nn.utils.clip_grad_norm_. No value is read back, so it compiles; call it within `tf.tidy`. At or below a
 * norm of c − 1e-6 the factor is exactly 1 and gradients keep every bit.
 *
 * Not finite: a norm of `Infinity` makes finite gradients 0 and infinite ones NaN, a NaN makes all NaN, as in PyTorch with
 * `error_if_nonfinite=False`. The returned norm shows it; loss scaling's finite check goes before clipping for this reason.
 *
 * @param maxNorm c > 0
 * @see Pascanu, Mikolov & Bengio, On the difficulty of training recurrent neural networks, ICML 2013 (arXiv:1211.5063)
 */
export function clipByGlobalNorm(gradients: NamedTensors, maxNorm: number): Clipped {
  const norm = globalNorm(gradients);
  const factor = scaleTo(maxNorm, norm);
  return { gradients: each(gradients, (gradient) => mul(gradient, factor)), norm };
}

/** As {@link clipByGlobalNorm}, with every gradient's own norm in place of the joint one. Directions change. */
export function clipByNorm(gradients: NamedTensors, maxNorm: number): NamedTensors {
  return each(gradients, (gradient) => mul(gradient, scaleTo(maxNorm, sqrt(sum(square(gradient))))));
}

/** Limits every entry to [−value, value], as torch.nn.utils.clip_grad_value_. Directions change. */
export function clipByValue(gradients: NamedTensors, value: number): NamedTensors {
  return each(gradients, (gradient) => clamp(gradient, -value, value));
}

/** min(1, c / (‖g‖ + ε)), as a choice: the `minimum` of some backends (wasm) takes 1 where the norm is NaN, and hides it. */
function scaleTo(maxNorm: number, norm: Tensor): Tensor {
  const length = add(norm, EPSILON);
  return where(lessEqual(length, maxNorm), 1, div(maxNorm, length));
}

function each(gradients: NamedTensors, change: (gradient: Tensor) => Tensor): NamedTensors {
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, change(gradient)]));
}
