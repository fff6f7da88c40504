import type { Tensor } from '@tensorflow/tfjs-core';
import { failure } from './errors.js';
import { DTYPES, type Dtype, type Layout, layOut, place, type TensorSpec } from './safetensors-layout.js';

/** Tensors as a file's data: a copy that training can no longer change. */
export interface Copied {
  readonly layout: Layout;
  readonly body: Uint8Array;
}

/** Copies tensors straight to their places in a file. @throws CK_DTYPE on strings and complex numbers */
export async function copyTensors(tensors: Readonly<Record<string, Tensor>>): Promise<Copied> {
  const layout = layOut(
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, specOf(name, tensor)])),
  );
  const body = new Uint8Array(layout.bytes);
  for (const entry of layout.entries) place(body, entry, await tensors[entry.name]!.data());
  return { layout, body };
}

function specOf(name: string, { dtype, shape }: Tensor): TensorSpec {
  if (dtype in DTYPES) return { dtype: dtype as Dtype, shape };
  throw failure('CK_DTYPE', `tensor '${name}' is ${dtype}; float32, int32 and bool can be stored`);
}
