import type { NamedTensors } from '@amnl/core-loop';
import {
  isFinite as isFiniteTensor,
  less,
  min,
  range,
  type Scalar,
  scalar,
  square,
  stack,
  sum,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';

/**
 * The place of the first scalar that is NaN or infinite, counted from `from`; 0 if none is. Stays on the device; call it
 * within `tf.tidy`.
 */
export function firstNotFinite(values: readonly Scalar[], from = 1): Scalar {
  if (values.length === 0) return scalar(0);
  const end = from + values.length;
  const places = where(isFiniteTensor(stack([...values])), scalar(end) as Tensor, range(from, end));
  const first = min(places) as Scalar;
  return where(less(first, end), first, scalar(0));
}

/** One sum per tensor, which is finite if all its entries are (and their sum is below 3.4e38). Integers are left out. */
export function sums(tensors: NamedTensors): Readonly<Record<string, Scalar>> {
  return mapScalars(tensors, (tensor) => sum(tensor));
}

/**
 * One sum of squares for each gradient. Clipping by norm computes the same, so that a compiled step does it once. It overflows
 * above a norm of 1.8e19: such a gradient, finite as it is, counts as infinite (its norm and Adam's second moment would be).
 */
export function sumsOfSquares(tensors: NamedTensors): Readonly<Record<string, Scalar>> {
  return mapScalars(tensors, (tensor) => sum(square(tensor)));
}

function mapScalars(tensors: NamedTensors, reduce: (tensor: Tensor) => Tensor): Readonly<Record<string, Scalar>> {
  const floats = Object.entries(tensors).filter(([, { dtype }]) => dtype === 'float32');
  return Object.fromEntries(floats.map(([name, tensor]) => [name, reduce(tensor) as Scalar]));
}
