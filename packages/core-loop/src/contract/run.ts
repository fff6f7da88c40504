import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { TrainEmitter } from './events.js';
import type { TrainableModel } from './model.js';
import type { EpochRecord, Evaluated, Progress, Reported, Snapshot, Timings } from './records.js';
import type { Scalars } from './scalars.js';
import type { Get } from './token.js';

/** The run, as seen by series and around hooks. */
export interface Run {
  readonly progress: Progress;
  /** Most epochs of this fit. */
  readonly epochs: number;
  readonly seed: number;
  readonly model: TrainableModel;
  /** Numbers that enter the step from outside, with multiplying factors. */
  readonly scalars: Scalars;
  /** Emits what happened; listeners cannot change the run. */
  readonly events: TrainEmitter;
  /** Undefined before the first evaluation. */
  readonly evaluated: Evaluated | undefined;
  /** One entry per epoch, oldest first. */
  readonly history: readonly EpochRecord[];
  /** Where the time of `fit` went so far; a copy that does not change. */
  readonly timings: Timings;
  /**
   * What was reported from inside the step so far in the current epoch, by name. For `stepEnd` hooks of plugins that show or
   * log progress. A download of two numbers per name: call it at most a few times per second, not every step.
   */
  reported(): Promise<Readonly<Record<string, Reported>>>;
  readonly get: Get;
  /**
   * State that lives in the step, by name: created on first use with `initial` (a number filled over `shape`, or a
   * function returning a tensor), the same variable afterwards. Non-trainable; owned, checkpointed and freed by the run. The function
   * is called again when a snapshot without the variable is restored: let it use only what lives as long as the run.
   */
  variable(name: string, initial: number | (() => Tensor), shape?: readonly number[]): Variable;
  /**
   * Everything needed to continue: live tensors (model and run-owned variables; clone what you keep after the hook,
   * do not dispose them) and JSON state. For plugins that save; call it in the `save` hook or a {@link Saver}.
   */
  snapshot(): Snapshot;
  /**
   * Ends the run: after the current epoch's saving, or with `when: 'step'` as soon as the current optimiser step is done,
   * which is saved in the middle of the epoch and can be continued from there; a running evaluation is also ended, and
   * repeated then. The first reason wins, later ones are kept in `stopReasons`.
   */
  stop(because: string, options?: StopOptions): void;
  /**
   * For `stepEnd` and `epochEnd` hooks: training continues from `snapshot` instead of from here, as soon as all hooks of
   * this moment have run. Everything is restored: weights, run-owned variables, the state of all plugins, history and progress.
   * Take the snapshot after an optimiser step: it then includes what the first one creates. Its tensors stay the caller's.
   */
  rewind(snapshot: Snapshot): void;
}

/** Options of {@link Run.stop}. */
export interface StopOptions {
  /** @default 'epoch' */
  readonly when?: 'epoch' | 'step';
}

/** Options of {@link Trainer.restore}. */
export interface RestoreOptions {
  /**
   * Intended differences from the set-up of the snapshot: all of them, or those at these paths, e.g.
   * `['plugins.adamw.learningRate', 'data']`. They are reported as a `run:notice`. @default []
   */
  readonly allow?: true | readonly string[];
}
