import type { Tensor, Variable } from '@tensorflow/tfjs-core';

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

/** The dtype TensorFlow.js gives to a host tensor: `int32` for an `Int32Array`, `float32` otherwise. */
export function dtypeOf(tensor: HostTensor): 'float32' | 'int32' {
  return tensor.data instanceof Int32Array ? 'int32' : 'float32';
}
