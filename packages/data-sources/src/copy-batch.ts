import type { Batch, HostInput, HostInputs, NumberArray } from '@amnl/core-loop';

/** A copy of a batch. Anything that is not a batch is passed on, for the trainer to refuse with its place. */
export function copyBatch(batch: Batch): Batch {
  if (typeof batch !== 'object' || batch === null) return batch;
  return { ...batch, inputs: copyAll(batch.inputs), targets: copyAll(batch.targets) };
}

function copyAll(tensors: HostInputs): HostInputs {
  if (typeof tensors !== 'object' || tensors === null) return tensors;
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      const { data, shape } = Object(tensor) as Partial<HostInput>;
      if (!ArrayBuffer.isView(data) && !Array.isArray(data)) return [name, tensor];
      return [name, { ...tensor, data: copyOf(data), ...(Array.isArray(shape) && { shape: [...shape] }) }];
    }),
  );
}

/** Not `data.slice()`: that of a Node `Buffer` is a view. */
const sliceOfTyped = (Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array).slice;

function copyOf(data: NumberArray): NumberArray {
  return Array.isArray(data) ? data.slice() : sliceOfTyped.call(data as Uint8Array);
}
