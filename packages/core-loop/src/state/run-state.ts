import { keep, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { synchronous } from '../contract/awaitable.js';
import type { TrainEmitter } from '../contract/events.js';
import type { TrainableModel } from '../contract/model.js';
import type { Plugin } from '../contract/plugin.js';
import type {
  EpochRecord,
  Evaluated,
  Group,
  Metrics,
  Progress,
  Reported,
  Setup,
  Snapshot,
  SnapshotState,
  StopReason,
  Timings,
} from '../contract/records.js';
import type { RestoreOptions, Run, StopOptions } from '../contract/run.js';
import type { Scalars } from '../contract/scalars.js';
import type { Get } from '../contract/token.js';
import { TrainError } from '../errors/errors.js';
import { knownOptions } from '../errors/known-options.js';
import { requireOption } from '../errors/require-option.js';
import { checkSetup } from './check-setup.js';
import { noteLive, requireFresh } from './live-snapshot.js';
import type { Reports } from './reports.js';
import { viewOf } from './run-view.js';
import { Stopwatch } from './stopwatch.js';
import { requireWhole } from './torn-step.js';
import type { VariableStore } from './variable-store.js';

/** Parts of a run; the trainer assembles them. */
export interface RunParts {
  readonly model: TrainableModel;
  readonly plugins: readonly Plugin[];
  readonly variables: VariableStore;
  readonly reports: Reports;
  readonly scalars: Scalars;
  readonly events: TrainEmitter;
  readonly get: Get;
  readonly seed: number;
  readonly setup: () => Setup;
}

/** No micro-batch yet. */
export const EMPTY_GROUP: Group = { size: 0, samples: 0 };

/** The run as the loop writes it; plugins see it as the read-only {@link Run}. */
export class RunState implements Run {
  epochs = 0;
  progress: Progress = { epoch: 0, batch: 0, step: 0, micro: 0 };
  group: Group = EMPTY_GROUP;
  history: EpochRecord[] = [];
  stopReasons: StopReason[] = [];
  /** Set when the run must end, or continue from elsewhere, without finishing the epoch. */
  leaving: { readonly to: 'end' } | { readonly to: 'snapshot'; readonly snapshot: Snapshot } | undefined;
  /** An epoch that is trained and evaluated, and the plugins whose `epochEnd` is done. */
  closing: { readonly record: EpochRecord; readonly done: Set<string> } | undefined;
  /** How a restored run had ended. */
  ended: SnapshotState['ended'] = null;
  evaluated: Evaluated | undefined;
  readonly model: TrainableModel;
  readonly scalars: Scalars;
  readonly events: TrainEmitter;
  readonly get: Get;
  readonly seed: number;
  readonly watch = new Stopwatch();
  readonly #parts: RunParts;
  readonly #views = new Map<string, Run>();
  fitting = false;
  /** Set if a step failed halfway: the run cannot continue from there. */
  torn = false;
  /** Requests made before a fit. */
  readonly #early: (() => void)[] = [];

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.model = parts.model;
    this.scalars = parts.scalars;
    this.events = parts.events;
    this.get = parts.get;
    this.seed = parts.seed;
  }

  /** A fit starts: forgets how the last one ended, and handles {@link stop} calls since then. */
  begin(epochs: number): void {
    requireWhole(this.torn);
    this.epochs = epochs;
    this.leaving = undefined;
    this.stopReasons = this.ended !== null && epochs <= this.ended.epochs ? [this.ended.reason] : [];
    this.ended = null;
    this.fitting = true;
    this.watch.start();
    for (const stop of this.#early.splice(0)) stop();
  }

  end(): void {
    this.fitting = false;
    this.watch.stop();
  }

  /** See {@link viewOf}. */
  viewFor(plugin: string): Run {
    const view = this.#views.get(plugin) ?? viewOf(this, plugin);
    this.#views.set(plugin, view);
    return view;
  }

  get timings(): Timings {
    return this.watch.read();
  }

  variable(name: string, initial: number | (() => Tensor), shape?: readonly number[]): Variable {
    return this.#parts.variables.variable(name, initial, shape);
  }

  reported(): Promise<Readonly<Record<string, Reported>>> {
    return this.#parts.reports.soFar();
  }

  stop(because: string, options?: StopOptions): void {
    this.stopBy('user', because, options);
  }

  stopBy(by: string, because: string, options: StopOptions = {}): void {
    knownOptions('stop', options, ['when']);
    const { when = 'epoch' } = options;
    requireOption('stop', when === 'epoch' || when === 'step', 'when', "'epoch' or 'step'", when);
    if (!this.fitting) {
      this.#early.push(() => this.stopBy(by, because, options));
      return;
    }
    const unfinished = by === 'user' || when === 'step';
    const reason: StopReason = { by, because, ...(unfinished && { unfinished }) };
    if (when === 'step') this.leaving ??= { to: 'end' };
    this.stopReasons.push(reason);
    if (this.stopReasons.length === 1) this.events.emit('run:stopping', { progress: this.progress, reason });
  }

  rewind(snapshot: Snapshot): void {
    this.leaving ??= { to: 'snapshot', snapshot };
  }

  isRewinding(): boolean {
    return this.leaving?.to === 'snapshot';
  }

  /** Performs a {@link rewind}. */
  goBack(): void {
    if (this.leaving?.to !== 'snapshot') return;
    const { snapshot } = this.leaving;
    this.leaving = undefined;
    this.restore(snapshot);
    this.ended = null;
  }

  /** Keeps the weights an evaluation used: clones share their buffers, so this costs no copy. */
  setEvaluated(metrics: Metrics): void {
    this.forgetEvaluated();
    const weights: Record<string, Tensor> = {};
    for (const [name, value] of Object.entries(this.#parts.variables.model.all)) {
      weights[name] = keep(value.clone());
    }
    this.evaluated = { epoch: this.progress.epoch, metrics, weights };
  }

  forgetEvaluated(): void {
    for (const weight of Object.values(this.evaluated?.weights ?? {})) weight.dispose();
    this.evaluated = undefined;
  }

  snapshot(): Snapshot {
    const plugins: Record<string, { version: number; data: unknown }> = {};
    for (const { name, state } of this.#parts.plugins) {
      if (state) {
        plugins[name] = { version: state.version, data: synchronous(state.save(), '`state.save`', name) };
      }
    }
    const { progress } = this;
    const state: SnapshotState = {
      version: 3,
      setup: this.#parts.setup(),
      seed: this.seed,
      progress,
      group: this.group,
      reports: this.#parts.reports.reductions(),
      ended: this.#end(),
      // Without the epoch whose `epochEnd` is running: it is finished again from here.
      history: this.history.filter(({ epoch }) => epoch < progress.epoch),
      plugins,
    };
    noteLive(state, () => this.progress === progress);
    return { tensors: this.#parts.variables.all(), state };
  }

  /** How the run has ended; null if the user stopped it, or it was stopped within an epoch: it can be continued. */
  #end(): SnapshotState['ended'] {
    if (this.leaving !== undefined) return null;
    const [reason] = this.stopReasons;
    return reason === undefined || reason.unfinished ? null : { reason, epochs: this.epochs };
  }

  /** Restores the run from the snapshot. Without `options` it is one of this trainer: nothing to compare. */
  restore(snapshot: Snapshot, options?: RestoreOptions): void {
    requireFresh(snapshot);
    const { tensors, state } = snapshot;
    // Within an epoch, version 2 counts batches where version 3 counts samples.
    if (state.version !== 3 && !(state.version === 2 && state.progress.batch === 0)) {
      const within = state.version === 2 ? ' and was taken within an epoch' : '';
      throw new TrainError(
        'CL_STATE_MISMATCH',
        `the snapshot has version ${state.version}${within}; this version of core-loop continues from version 3, and from 2 at the start of an epoch. Continue with the version that wrote it, or start a new run`,
      );
    }
    const { plugins, setup } = this.#parts;
    const notify = (message: string) => this.events.emit('run:notice', { by: 'core-loop', message });
    const gone = options === undefined ? [] : checkSetup(state, setup(), plugins, options, notify);
    this.#parts.variables.restore(tensors, gone);
    for (const { name, state: own } of plugins) {
      const saved = state.plugins[name];
      if (own && saved) synchronous<unknown>(own.load(saved.data, saved.version), '`state.load`', name);
    }
    this.#parts.reports.restore(state.reports);
    this.progress = state.progress;
    this.group = state.group;
    this.ended = state.ended;
    this.history = [...state.history];
    this.closing = undefined;
    this.torn = false;
  }
}
