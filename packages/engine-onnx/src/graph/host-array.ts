import { toNumbers } from '@amnl/core-loop';
import type { DataType } from '@tensorflow/tfjs-core';
import { engineError } from '../errors/errors.js';
import type { Value } from './graph.js';

/** Numbers of a tensor on the host; `bool` is 0 and 1 in a `Uint8Array`. */
export type HostData = Float32Array | Int32Array | Uint8Array;

/** Numbers with their shape, row-major. */
export interface HostArray {
  readonly data: HostData;
  readonly shape: readonly number[];
}

/** An empty array for a value. */
export function allocate({ type, shape }: Pick<Value, 'type' | 'shape'>): HostData {
  const size = shape.reduce((product, n) => product * n, 1);
  if (type === 'int32') return new Int32Array(size);
  return type === 'bool' ? new Uint8Array(size) : new Float32Array(size);
}

/**
 * The numbers behind a TensorFlow.js tensor in the array that its dtype stands for. TensorFlow.js keeps the array it was given: an
 * int32 tensor may lie in a `Uint8Array`, and any in an array of another realm.
 * @throws EO_KERNEL_UNSUPPORTED for strings and complex numbers
 */
export function asType(data: unknown, dtype: DataType): HostData {
  if (dtype === 'bool') return data instanceof Uint8Array ? data : Uint8Array.from(data as ArrayLike<number>);
  const numbers = dtype === 'float32' || dtype === 'int32' ? toNumbers(data, dtype) : `has the dtype '${dtype}'`;
  if (typeof numbers !== 'string') return numbers;
  throw engineError(
    'EO_KERNEL_UNSUPPORTED',
    `a tensor used in a compiled function ${numbers}. Use float32, int32 or bool`,
  );
}
