import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { TrainEmitter } from './events.js';
import type { TrainableModel } from './model.js';
import type { Scalars } from './scalars.js';
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

/** Who stopped the run and why. `by` is a plugin's name, `'epochs'` when all epochs are done, `'user'` or `'error'`. */
export interface StopReason {
  readonly by: string;
  readonly because: string;
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
  readonly get: Get;
  /**
   * State that lives in the step, by name: created on first use with `initial` (a number filled over `shape`, or a
   * function returning a tensor), the same variable afterwards. Non-trainable; owned, checkpointed and freed by the run.
   */
  variable(name: string, initial: number | (() => Tensor), shape?: readonly number[]): Variable;
  /**
   * Everything needed to continue: live tensors (model and run-owned variables; clone what you keep beyond the hook, do
   * not dispose them) and JSON state. For plugins that save; call it in the `save` hook or a {@link Saver}.
   */
  snapshot(): Snapshot;
  /** Ends the run after the current epoch's saving. The first reason wins, later ones are kept in `stopReasons`. */
  stop(because: string): void;
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

/** A run as data: tensors by name (`model/…` and run-owned ones) and JSON. */
export interface Snapshot {
  readonly tensors: NamedTensors;
  readonly state: SnapshotState;
}

/** The JSON part of a {@link Snapshot}. */
export interface SnapshotState {
  readonly version: 1;
  readonly seed: number;
  readonly progress: Progress;
  readonly history: readonly EpochRecord[];
  /** Plugins' own state by plugin name. */
  readonly plugins: Readonly<Record<string, { readonly version: number; readonly data: unknown }>>;
}
