import type { Metrics } from './records.js';
import type { HostInputs, HostTensors } from './tensors.js';

/** One micro-batch on the host. The first dimension of every tensor is the sample. */
export interface Batch {
  readonly inputs: HostInputs;
  readonly targets: HostInputs;
  /** Number of samples; at least 1. */
  readonly size: number;
}

/** A batch of arrays that need no conversion. */
export interface HostBatch extends Batch {
  readonly inputs: HostTensors;
  readonly targets: HostTensors;
}

/** What determines the order of an epoch: the same two numbers give the same batches, also after a resume. */
export interface EpochOrder {
  /** Zero-based epoch. */
  readonly epoch: number;
  /** The run's seed. */
  readonly seed: number;
}

/**
 * Where batches come from. A source is a pure function of `order`; it keeps no cursor of its own. The arrays of a batch
 * may be reused once the next batch has been asked for, which happens when the one before is no longer needed.
 */
export interface DataSource {
  /** The batches of one epoch, in the requested order. */
  batches(order: EpochOrder): Iterable<Batch> | AsyncIterable<Batch>;
  /**
   * The same batches without the first ones, for a source that can skip them cheaply: a run resumed within an epoch
   * starts here. Only called if `batchesPerEpoch` is known. If left out, the first ones are made and dropped.
   */
  batchesFrom?(order: EpochOrder, first: number): Iterable<Batch> | AsyncIterable<Batch>;
  /** Batches in an epoch, when known: progress bars and step-wise schedules need it. */
  readonly batchesPerEpoch?: number;
  /** True: the arrays of a batch are never written to again, so batches can be kept without a copy. */
  readonly fresh?: boolean;
  /**
   * What identifies these batches, e.g. batch size, shapes, a checksum of the content: saved in snapshots as JSON, and
   * compared by `restore`. If left out, only `batchesPerEpoch` is.
   */
  readonly fingerprint?: object;
}

/** Metrics of a whole evaluation source, on the host: outputs and targets concatenated along samples. */
export type MetricsFunction = (outputs: HostTensors, targets: HostTensors) => Metrics;
