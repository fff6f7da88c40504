import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { keep } from '@tensorflow/tfjs-core';
import { TrainError } from './errors.js';
import type { TrainEmitter } from './events.js';
import type { TrainableModel } from './model.js';
import type { Plugin } from './plugin.js';
import type { EpochRecord, Evaluated, Metrics, Progress, Run, Snapshot, StopReason } from './run.js';
import type { Scalars } from './scalars.js';
import type { NamedTensors } from './tensors.js';
import type { Get } from './tokens.js';
import type { VariableStore } from './variable-store.js';

/** What a run is made of; the trainer puts it together. */
export interface RunParts {
  readonly model: TrainableModel;
  readonly plugins: readonly Plugin[];
  readonly variables: VariableStore;
  readonly scalars: Scalars;
  readonly events: TrainEmitter;
  readonly get: Get;
  readonly seed: number;
}

/** The run as the loop writes it; plugins see it as the read-only {@link Run}. */
export class RunState implements Run {
  epochs = 0;
  progress: Progress = { epoch: 0, batch: 0, step: 0, micro: 0 };
  history: EpochRecord[] = [];
  stopReasons: StopReason[] = [];
  evaluated: Evaluated | undefined;
  readonly model: TrainableModel;
  readonly scalars: Scalars;
  readonly events: TrainEmitter;
  readonly get: Get;
  readonly seed: number;
  readonly #parts: RunParts;
  readonly #views = new Map<string, Run>();

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.model = parts.model;
    this.scalars = parts.scalars;
    this.events = parts.events;
    this.get = parts.get;
    this.seed = parts.seed;
  }

  /** The run as one plugin sees it: `stop` knows who called. */
  viewFor(plugin: string): Run {
    const known = this.#views.get(plugin);
    if (known !== undefined) return known;
    const state = this;
    const view: Run = {
      get progress() {
        return state.progress;
      },
      get epochs() {
        return state.epochs;
      },
      get evaluated() {
        return state.evaluated;
      },
      get history() {
        return state.history;
      },
      seed: this.seed,
      model: this.model,
      scalars: this.scalars,
      events: this.events,
      get: this.get,
      variable: (name, initial, shape) => state.variable(name, initial, shape),
      snapshot: () => state.snapshot(),
      stop: (because) => state.stopBy(plugin, because),
    };
    this.#views.set(plugin, view);
    return view;
  }

  variable(name: string, initial: number | (() => Tensor), shape?: readonly number[]): Variable {
    return this.#parts.variables.variable(name, initial, shape);
  }

  stop(because: string): void {
    this.stopBy('user', because);
  }

  stopBy(by: string, because: string): void {
    const reason = { by, because };
    this.stopReasons.push(reason);
    if (this.stopReasons.length === 1) this.events.emit('run:stopping', { progress: this.progress, reason });
  }

  /** Keeps the weights an evaluation used: clones share their buffers, so this costs no copy. */
  setEvaluated(metrics: Metrics): void {
    this.forgetEvaluated();
    const weights: Record<string, Tensor> = {};
    for (const [name, value] of Object.entries({ ...this.model.parameters, ...this.model.buffers })) {
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
      if (state) plugins[name] = { version: state.version, data: state.save() };
    }
    return {
      tensors: this.#parts.variables.all(),
      state: { version: 1, seed: this.seed, progress: this.progress, history: [...this.history], plugins },
    };
  }

  /** Strict: the plugins with state, the model's variables and all shapes must agree. */
  restore({ tensors, state }: { tensors: NamedTensors; state: Snapshot['state'] }): void {
    const stateful = this.#parts.plugins.filter((plugin) => plugin.state);
    const missing = stateful.filter(({ name }) => !(name in state.plugins)).map(({ name }) => name);
    const unknown = Object.keys(state.plugins).filter((name) => !stateful.some((plugin) => plugin.name === name));
    if (missing.length > 0 || unknown.length > 0) {
      throw new TrainError(
        'CL_STATE_MISMATCH',
        `the snapshot was made with other plugins. It lacks: ${missing.join(', ') || 'none'}; it has besides: ${unknown.join(', ') || 'none'}. Use the same list of plugins`,
      );
    }
    this.#parts.variables.restore(tensors);
    for (const { name, state: own } of stateful) own!.load(state.plugins[name]!.data, state.plugins[name]!.version);
    this.progress = state.progress;
    this.history = [...state.history];
  }
}
