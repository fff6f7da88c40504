import type { DataSource } from './data.js';
import type { TrainEmitter } from './events.js';
import type { Plugin } from './plugin.js';
import type { EpochRecord, Metrics, Snapshot, StopReason } from './records.js';
import type { RestoreOptions, Run, StopOptions } from './run.js';
import type { HostTensors } from './tensors.js';

/** What {@link Trainer.fit} returns. */
export interface FitResult {
  readonly reason: StopReason;
  /** All reasons; the first one is `reason`. */
  readonly reasons: readonly StopReason[];
  readonly history: readonly EpochRecord[];
}

/** Options of {@link Trainer.predict}. */
export interface PredictOptions {
  /** Fills outputs whose shape varies from batch to batch up to the largest; without it they are an error. */
  readonly pad?: number;
}

/** A trainer: one model, one list of plugins, one run. */
export interface Trainer {
  readonly run: Run;
  readonly events: TrainEmitter;
  /** Plugins in running order. */
  readonly plugins: readonly Plugin[];
  /**
   * Trains up to `epochs` epochs in all (default: the option); continues from the run's current position. A restored run that
   * had ended does not continue unless there are more epochs than it had.
   */
  fit(options?: { readonly epochs?: number }): Promise<FitResult>;
  /** Metrics of `source` (default: the `evaluation` option) with the weights the model has now; no hooks run. */
  evaluate(source?: DataSource): Promise<Metrics>;
  /**
   * Outputs for every sample of `source`, concatenated, with the weights the model has now.
   * @throws CL_OUTPUT_INVALID if an output has no sample dimension, or varies
   */
  predict(source: DataSource, options?: PredictOptions): Promise<HostTensors>;
  /** What {@link Trainer.predict} gives as `outputs`, and the targets of the same samples, in one pass over `source`. */
  predictWithTargets(
    source: DataSource,
    options?: PredictOptions,
  ): Promise<{ readonly outputs: HostTensors; readonly targets: HostTensors }>;
  /** The order of everything, as text. */
  explain(): string;
  /**
   * Live tensors and JSON state; `clone()` the tensors to keep them. After a fit these are the weights that `fitEnd`
   * left, e.g. averaged or best ones: to continue exactly, take `run.snapshot()` in a `save` hook.
   */
  snapshot(): Snapshot;
  /**
   * Continues from a snapshot, whose run must have had the same set-up: seed, accumulation, data, variables, and plugins with
   * their options. More epochs, another engine and plugins that only observe do not count as differences.
   * @throws CL_SETUP_CHANGED with everything that differs and is not allowed; CL_STATE_MISMATCH and CL_VARIABLE_SHAPE where
   *   the model cannot take the tensors
   */
  restore(snapshot: Snapshot, options?: RestoreOptions): Promise<void>;
  /** Asks the run to end after the current epoch, or with `when: 'step'` at once; see {@link Run.stop}. */
  stop(because: string, options?: StopOptions): void;
  /**
   * Frees everything the run owns; the model stays the caller's. During `fit()` or `evaluate()` it is freed when that is over:
   * a fit ends after the current step, as with `stop(…, { when: 'step' })`, and rejects with CL_DISPOSED.
   * @throws CL_DISPOSE_FAILED where a plugin's `dispose` throws; the others are disposed all the same. What fails after this has
   *   returned is reported as a `run:notice`
   */
  dispose(): void;
}
