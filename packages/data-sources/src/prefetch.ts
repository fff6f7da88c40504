import { type Batch, type DataSource, knownOptions, requireOption } from '@amnl/core-loop';
import { ahead } from './ahead.js';
import { copyBatch } from './copy-batch.js';
import { iteratorOf } from './iterator-of.js';

/** Options of {@link prefetch}. */
export interface PrefetchOptions {
  /** Most batches prepared ahead of the one in use; at least 1. @default 2 */
  readonly batches?: number;
}

/**
 * The same source, with batches prepared while the step runs. The same batches in the same order, the same fingerprint: a run may
 * be resumed with it or without. Errors come at the batch at which the source failed. Leaving an epoch early closes the
 * source. Arrays are copied unless the source says that they are `fresh`.
 *
 * One thread does one thing at a time: what overlaps with the step is waiting (files, network, other threads), not computing. A
 * source that computes belongs in a `workerSource`, from `@amnl/data-sources/node`.
 * @throws CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export function prefetch(source: DataSource, options: PrefetchOptions = {}): DataSource {
  knownOptions('prefetch', options, ['batches']);
  const { batches: most = 2 } = options;
  requireOption('prefetch', Number.isSafeInteger(most) && most > 0, 'batches', 'a positive integer', most);
  const isSource = typeof (source as Partial<DataSource> | undefined)?.batches === 'function';
  requireOption('prefetch', isSource, 'source', 'a data source: { batches(order) }', source);

  const keep = source.fresh === true ? (batch: Batch) => batch : copyBatch;
  const early = (given: Iterable<Batch> | AsyncIterable<Batch>) =>
    ahead(iteratorOf(given, 'prefetch', 'batches() of the source'), most, keep);
  const own: DataSource = {
    fresh: true,
    batches: (order) => early(source.batches(order)),
    ...(source.batchesFrom && { batchesFrom: (order, first) => early(source.batchesFrom!(order, first)) }),
  };
  // Computed on demand: a fingerprint may take a while.
  return Object.defineProperties(own, {
    batchesPerEpoch: { get: () => source.batchesPerEpoch, enumerable: true },
    fingerprint: { get: () => source.fingerprint, enumerable: true },
  });
}
