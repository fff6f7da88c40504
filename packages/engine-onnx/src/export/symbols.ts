import { engine, type Tensor } from '@tensorflow/tfjs-core';
import type { Builder } from '../graph/builder.js';
import type { Origin, Value } from '../graph/graph.js';
import { onnxBackend } from '../trace/backend.js';
import { builderOf } from '../trace/register-kernels.js';

/** Where whole operations are written while a function is traced. */
export interface Symbols {
  readonly b: Builder;
  value(tensor: Tensor): Value;
  tensor(value: Value): Tensor;
}

/** Those of the graph being traced; what is written from now on comes from `origin`. */
export function symbols(origin: Origin): Symbols {
  const backend = onnxBackend();
  const graph = backend.graph!;
  graph.origin = origin;
  return {
    b: builderOf(graph),
    value: (tensor) => backend.graphValue(tensor),
    tensor: (value) => {
      const shape = [...value.shape];
      return engine().makeTensorFromTensorInfo({
        dataId: backend.symbol(value),
        shape,
        dtype: value.type as 'float32',
      });
    },
  };
}
