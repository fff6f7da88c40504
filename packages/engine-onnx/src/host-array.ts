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
