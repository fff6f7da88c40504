import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { Setup } from '../state/setup.js';
import type { Timings } from '../state/stopwatch.js';
import type { TrainEmitter } from './events.js';
import type { TrainableModel } from './model.js';
import type { Scalars } from './scalars.js';
import type { Reduction } from './step-context.js';
import type { NamedTensors } from './tensors.js';
import type { Get } from './tokens.js';

/** Numbers by name, e.g. an epoch's metrics. */
export type Metrics = Readonly<Record<string, number>>;

/** Where the run stands. Zero-based; only the loop writes it. */
export interface Progress {
  readonly epoch: number;
  /** Micro-batches finished in this epoch. */
  readonly batch: number;
  /** Optimiser steps asked for since the start of the run (skipped ones included). */
  readonly step: number;
  /** Micro-batches finished since the start of the run. */
  readonly micro: number;
}

/** What has come of a group of micro-batches. */
export interface Group {
  /** Micro-batches. */
  readonly size: number;
  readonly samples: number;
  /** Names of the parameters whose gradients are added up; absent in older snapshots. */
  readonly parameters?: readonly string[];
}

/** Who stopped the run and why. `by` is a plugin's name, `'epochs'` when all epochs are done, `'user'` or `'error'`. */
export interface StopReason {
  readonly by: string;
  readonly because: string;
  /** The run is left to be continued: its user stopped it, or something stopped it within a step. */
  readonly unfinished?: true;
}

/** A number reported in the epoch under way. */
export interface Reported {
  /** As the epoch's metrics will have it: the mean, sum or last one so far. */
  readonly value: number;
  /**
   * What it is made of: the weights behind a mean (samples for losses, 1 for each report that says nothing else), else the number of
   * reports. Those of skipped steps do not count.
   */
  readonly weight: number;
  readonly reduce: Reduction;
}

/** The last evaluation: its metrics and the weights that earned them (EMA weights where `ema` is in the list). */
export interface Evaluated {
  readonly epoch: number;
  readonly metrics: Metrics;
  /** Parameters and buffers by name; owned by the run until the next evaluation: `clone()` what you keep. */
  readonly weights: NamedTensors;
}

/** What a series or around hook sees of the run. */
export interface Run {
  readonly progress: Progress;
  /** Epochs this fit will run at most. */
  readonly epochs: number;
  readonly seed: number;
  readonly model: TrainableModel;
  /** Numbers that enter the step from outside, with multiplying factors. */
  readonly scalars: Scalars;
  /** Emits what happened; listeners cannot change the run. */
  readonly events: TrainEmitter;
  /** Undefined before the first evaluation. */
  readonly evaluated: Evaluated | undefined;
  /** One entry an epoch, oldest first. */
  readonly history: readonly EpochRecord[];
  /** Where the time of `fit` went so far; a reading, which stays as it is. */
  readonly timings: Timings;
  /**
   * What was reported from inside the step so far in the epoch under way, by name. For `stepEnd` hooks of plugins that show or
   * log progress. A download of two numbers a name: ask a few times a second at most, not every step.
   */
  reported(): Promise<Readonly<Record<string, Reported>>>;
  readonly get: Get;
  /**
   * State that lives in the step, by name: created on first use with `initial` (a number filled over `shape`, or a
   * function returning a tensor), the same variable afterwards. Non-trainable; owned, checkpointed and freed by the run. The function
   * is called again where a snapshot without the variable is restored: let it use what lives as long as the run.
   */
  variable(name: string, initial: number | (() => Tensor), shape?: readonly number[]): Variable;
  /**
   * Everything needed to continue: live tensors (model and run-owned variables; clone what you keep beyond the hook, do
   * not dispose them) and JSON state. For plugins that save; call it in the `save` hook or a {@link Saver}.
   */
  snapshot(): Snapshot;
  /**
   * Ends the run: after the current epoch's saving, or with `when: 'step'` as soon as the optimiser step under way is done,
   * which is saved in the middle of the epoch and can be continued from there; an evaluation under way is left, too, and
   * done again then. The first reason wins, later ones are kept in `stopReasons`.
   */
  stop(because: string, options?: StopOptions): void;
  /**
   * For `stepEnd` and `epochEnd` hooks: training goes on from `snapshot` instead of from here, as soon as all hooks of this
   * moment have run. Everything is put back: weights, run-owned variables, the state of all plugins, history and progress.
   * Take the snapshot after an optimiser step: what is made at the first one is then in it. Its tensors stay the caller's.
   */
  rewind(snapshot: Snapshot): void;
}

/** Options of {@link Run.stop}. */
export interface StopOptions {
  /** @default 'epoch' */
  readonly when?: 'epoch' | 'step';
}

/** One line of the history: everything reported in the epoch, and how long it took. */
export interface EpochRecord {
  readonly epoch: number;
  /** Means, sums and lasts of what was reported, scalars, and the evaluation's metrics. Free of timings. */
  readonly metrics: Metrics;
  /** Wall seconds of the training part of the epoch. */
  readonly seconds: number;
  /** Training samples per wall second. */
  readonly samplesPerSecond: number;
}

/** Options of {@link Trainer.restore}. */
export interface RestoreOptions {
  /**
   * Differences from the set-up of the snapshot that are wanted: all of them, or those at these places, e.g.
   * `['plugins.adamw.learningRate', 'data']`. They are told as a `run:notice`. @default []
   */
  readonly allow?: true | readonly string[];
}

/** A run as data: tensors by name (`model/…` and run-owned ones) and JSON. */
export interface Snapshot {
  readonly tensors: NamedTensors;
  readonly state: SnapshotState;
}

/** The JSON part of a {@link Snapshot}. */
export interface SnapshotState {
  /** 2 has no `setup`. */
  readonly version: 2 | 3;
  readonly seed: number;
  /** What the numbers depend on: seed, accumulation, data, variables, plugins in order with their options. */
  readonly setup?: Setup;
  readonly progress: Progress;
  /** The group of micro-batches under way; its gradients are among the tensors. */
  readonly group: Group;
  /** How the numbers reported in the epoch under way are reduced; their sums are among the tensors. */
  readonly reports: Readonly<Record<string, Reduction>>;
  /** Why the run ended, if it has come to its end, and how many epochs it had then. */
  readonly ended: { readonly reason: StopReason; readonly epochs: number } | null;
  readonly history: readonly EpochRecord[];
  /** Plugins' own state by plugin name. */
  readonly plugins: Readonly<Record<string, { readonly version: number; readonly data: unknown }>>;
}
