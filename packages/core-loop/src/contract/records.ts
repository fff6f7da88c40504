import type { Reduction } from './step-context.js';
import type { NamedTensors } from './tensors.js';

/** Numbers by name, e.g. an epoch's metrics. */
export type Metrics = Readonly<Record<string, number>>;

/** The position of the run. Zero-based; only the loop writes it. */
export interface Progress {
  readonly epoch: number;
  /** Micro-batches finished in this epoch. */
  readonly batch: number;
  /** Optimiser steps since the start of the run, including skipped ones. */
  readonly step: number;
  /** Micro-batches finished since the start of the run. */
  readonly micro: number;
}

/** State of an unfinished group of micro-batches. */
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
  /** The run can be continued: the user stopped it, or it was stopped within an epoch. */
  readonly unfinished?: true;
}

/** A number reported in the current epoch. */
export interface Reported {
  /** As the epoch's metrics will have it: the mean, sum or last one so far. */
  readonly value: number;
  /**
   * What it is computed from: the weights behind a mean (samples for losses, 1 per report by default), else the number of
   * reports. Those of skipped steps do not count.
   */
  readonly weight: number;
  readonly reduce: Reduction;
}

/** The last evaluation: its metrics and the weights that earned them (EMA weights if `ema` is in the list). */
export interface Evaluated {
  readonly epoch: number;
  readonly metrics: Metrics;
  /** Parameters and buffers by name; owned by the run until the next evaluation: `clone()` what you keep. */
  readonly weights: NamedTensors;
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
  /** 2 has no `setup`. */
  readonly version: 2 | 3;
  readonly seed: number;
  /** What the numbers depend on: seed, accumulation, data, variables, plugins in order with their options. */
  readonly setup?: Setup;
  readonly progress: Progress;
  /** The current group of micro-batches; its gradients are among the tensors. */
  readonly group: Group;
  /** How the numbers reported in the current epoch are reduced; their sums are among the tensors. */
  readonly reports: Readonly<Record<string, Reduction>>;
  /** Why the run ended, if it has ended, and how many epochs it had then. */
  readonly ended: { readonly reason: StopReason; readonly epochs: number } | null;
  readonly history: readonly EpochRecord[];
  /** Plugins' own state by plugin name. */
  readonly plugins: Readonly<Record<string, { readonly version: number; readonly data: unknown }>>;
}

/** Time of one part of a run. */
export interface Timing {
  /** Wall seconds. */
  readonly seconds: number;
  /** Number of calls. */
  readonly calls: number;
}

/**
 * Where the time of `fit` went so far. Every moment belongs to one part, so that the seconds of all parts add up to `seconds`.
 * For this trainer only, and not in snapshots: a saver must keep the times of earlier fits.
 */
export interface Timings {
  /** Wall seconds within `fit`. */
  readonly seconds: number;
  /** Waiting for training batches. `calls`: batches. */
  readonly data: Timing;
  /** Steps, with the hooks in them: forward, gradients, optimiser. `calls`: micro-batches, and the steps of short groups. */
  readonly step: Timing;
  /** Evaluation, without the `evaluate` hooks around it. */
  readonly evaluation: Timing;
  /** The saver, without the `save` hooks around it. */
  readonly saving: Timing;
  /** By plugin: its hooks between steps, and its own part of those around evaluation and saving. */
  readonly hooks: Readonly<Record<string, Timing>>;
  /** The loop itself, listeners of events, reading what was reported, letting timers and user interfaces have their turn. */
  readonly rest: number;
}

/**
 * What a run's numbers depend on, as JSON; a snapshot contains it, and `restore` compares it. The engine is not part of it:
 * a run may continue on another one. Nor are epochs.
 */
export type Setup = { readonly [part: string]: Json };

/** Plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
