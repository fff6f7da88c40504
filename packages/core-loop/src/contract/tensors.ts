import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { NumberArray } from '../numbers/host-numbers.js';

/** Tensors by name, on the device. */
export type NamedTensors = Readonly<Record<string, Tensor>>;
/** Variables by name; the name is the key in checkpoints and in optimiser state. */
export type NamedVariables = Readonly<Record<string, Variable>>;

/**
 * A tensor on the host: a typed array with its shape, row-major. Batches travel in this form, so that each engine can
 * upload them its own way.
 */
export interface HostTensor {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}
/** Host tensors by name. */
export type HostTensors = Readonly<Record<string, HostTensor>>;

/**
 * A tensor from a data source. `Float32Array` and `Int32Array` are used as they are. Other arrays are converted, once:
 * floats and plain arrays to float32; integers to int32, as in TensorFlow.js; `dtype` selects the other. A value that does not fit
 * is an error.
 */
export interface HostInput {
  readonly data: NumberArray;
  readonly shape: readonly number[];
  readonly dtype?: 'float32' | 'int32';
}
/** Tensors from a data source, by name. */
export type HostInputs = Readonly<Record<string, HostInput>>;

/** The dtype TensorFlow.js gives to a host tensor: `int32` for an `Int32Array`, `float32` otherwise. */
export function dtypeOf(tensor: HostTensor): 'float32' | 'int32' {
  return tensor.data instanceof Int32Array ? 'int32' : 'float32';
}

/** Whether two shapes are equal. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
