import type { Batch, HostInputs } from '@amnl/core-loop';

/** A batch in arrays of its own. What is no batch stays as it is, for the trainer to refuse with its place. */
export function copyBatch(batch: Batch): Batch {
  if (typeof batch !== 'object' || batch === null) return batch;
  return { ...batch, inputs: copyAll(batch.inputs), targets: copyAll(batch.targets) };
}

function copyAll(tensors: HostInputs): HostInputs {
  if (typeof tensors !== 'object' || tensors === null) return tensors;
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      const data: unknown = tensor?.data;
      const isList = ArrayBuffer.isView(data) || Array.isArray(data);
      return [name, isList && 'slice' in data ? { ...tensor, data: data.slice() as typeof tensor.data } : tensor];
    }),
  );
}
