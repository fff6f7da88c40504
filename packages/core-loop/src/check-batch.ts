import type { Batch } from './data.js';
import { TrainError } from './errors.js';

/** Throws `CL_BATCH_INVALID` where sizes, shapes and data of a batch disagree: a data source's mistake, found at its door. */
export function checkBatch(batch: Batch): void {
  if (!Number.isInteger(batch.size) || batch.size < 1) {
    throw new TrainError(
      'CL_BATCH_INVALID',
      `a batch has size ${batch.size}. Give every batch the number of its samples, at least 1`,
    );
  }
  for (const [kind, tensors] of [
    ['input', batch.inputs],
    ['target', batch.targets],
  ] as const) {
    for (const name in tensors) {
      const { data, shape } = tensors[name]!;
      const expected = shape.reduce((a, b) => a * b, 1);
      if (data.length !== expected || shape[0] !== batch.size) {
        throw new TrainError(
          'CL_BATCH_INVALID',
          `${kind} '${name}' has ${data.length} numbers and shape [${shape}] in a batch of ${batch.size}. The first dimension is the sample, and data.length the product of the shape`,
        );
      }
    }
  }
}
