import type { Tensor as OrtTensor } from 'onnxruntime-node';
import type { Value } from '../graph/graph.js';
import type { HostData } from '../graph/host-array.js';
import { nativeView } from './native-realm.js';

/** A tensor in memory that ONNX Runtime reads and writes directly. */
export interface ResidentTensor {
  readonly data: HostData;
  readonly tensor: OrtTensor;
}

/** Makes a tensor of ONNX Runtime over `data`; the memory is shared, not copied. */
export function residentOver(
  Tensor: typeof OrtTensor,
  data: HostData,
  { type, shape }: Pick<Value, 'type' | 'shape'>,
): ResidentTensor {
  return { data, tensor: new Tensor(type, nativeView(data) as never, shape) };
}
