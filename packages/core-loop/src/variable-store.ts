import { fill, variable as makeVariable, type Tensor, tidy, type Variable, zerosLike } from '@tensorflow/tfjs-core';
import { TrainError } from './errors.js';
import type { TrainableModel } from './model.js';
import { ModelVariables } from './model-variables.js';
import type { NamedTensors, NamedVariables } from './tensors.js';

/** Names of model variables in snapshots start with this. */
export const MODEL_PREFIX = 'model/';

/** All variables of a run by name: the model's, which it only lends, and the run-owned ones, which it frees. */
export class VariableStore {
  readonly model: ModelVariables;
  readonly #owned = new Map<string, Variable>();
  /** The number that fills a run-owned variable at first, where it is one. */
  readonly #initials = new Map<string, number>();

  readonly #make: (make: () => Variable) => Variable;

  /** @param make calls its argument; an engine's `makeVariable`, so that variables may be made inside a step */
  constructor(model: TrainableModel, make: (make: () => Variable) => Variable = (body) => body()) {
    this.#make = make;
    this.model = new ModelVariables(model);
  }

  /** See {@link Run.variable}. */
  variable(name: string, initial: number | (() => Tensor), shape: readonly number[] = []): Variable {
    const known = this.#owned.get(name);
    if (known !== undefined) {
      if (typeof initial === 'number' && !sameShape(known.shape, shape)) throw shapeError(name, known.shape, shape);
      return known;
    }
    if (typeof initial === 'number') this.#initials.set(name, initial);
    // The tidy frees the initial value when the caller stands outside one; the variable itself outlives it.
    const made = this.#make(() =>
      tidy(() => {
        const value = typeof initial === 'number' ? fill([...shape], initial) : initial();
        return makeVariable(value, false);
      }),
    );
    this.#owned.set(name, made);
    return made;
  }

  /** Whether there is a run-owned variable of this name. */
  has(name: string): boolean {
    return this.#owned.has(name);
  }

  /** Sets the run-owned variables whose names start with `prefix` to zero. */
  zero(prefix: string): void {
    for (const [name, owned] of this.#owned) {
      if (!name.startsWith(prefix)) continue;
      const empty = zerosLike(owned);
      owned.assign(empty);
      empty.dispose();
    }
  }

  /** Model and run-owned variables by name; live, not to be disposed. */
  all(): NamedVariables {
    return { ...this.#lent(), ...Object.fromEntries(this.#owned) };
  }

  /**
   * Gives every variable the value in `tensors`; run-owned ones that do not exist yet are made, and those that `tensors` lacks
   * get their initial number again (where a function gave it, they stay). Strict on the model.
   * @param gone plugins whose variables (`<plugin>/…`) are left out
   */
  restore(stored: NamedTensors, gone: readonly string[] = []): void {
    const isGone = (name: string) => gone.some((plugin) => name.startsWith(`${plugin}/`));
    const tensors = Object.fromEntries(Object.entries(stored).filter(([name]) => !isGone(name)));
    const model = this.#lent();
    const missing = Object.keys(model).filter((name) => !(name in tensors));
    const unknown = Object.keys(tensors).filter((name) => name.startsWith(MODEL_PREFIX) && !(name in model));
    if (missing.length > 0 || unknown.length > 0) {
      throw new TrainError(
        'CL_STATE_MISMATCH',
        `the snapshot is of another model. Missing: ${missing.join(', ') || 'none'}; unknown: ${unknown.join(', ') || 'none'}`,
      );
    }
    for (const [name, value] of Object.entries(tensors)) {
      const target = model[name] ?? this.#owned.get(name);
      if (target !== undefined && !sameShape(target.shape, value.shape))
        throw shapeError(name, target.shape, value.shape);
      if (target !== undefined && target.dtype !== value.dtype) {
        throw new TrainError(
          'CL_STATE_MISMATCH',
          `tensor '${name}' of the snapshot is ${value.dtype}, and the variable ${target.dtype}. Convert it with cast()`,
        );
      }
    }
    tidy(() => {
      // Clones share the numbers, and outlast what they were made from: a live snapshot's tensors are the very variables.
      const values = Object.entries(tensors).map(([name, value]) => [name, value.clone()] as const);
      for (const [name, value] of values) (model[name] ?? this.variable(name, () => value.clone())).assign(value);
      for (const [name, number] of this.#initials) {
        const owned = this.#owned.get(name)!;
        if (!(name in tensors)) owned.assign(fill(owned.shape, number));
      }
    });
  }

  /** The model's variables by their names in snapshots. */
  #lent(): NamedVariables {
    return Object.fromEntries(Object.entries(this.model.all).map(([name, v]) => [MODEL_PREFIX + name, v]));
  }

  dispose(): void {
    for (const owned of this.#owned.values()) owned.dispose();
    this.#owned.clear();
    this.#initials.clear();
  }
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

function shapeError(name: string, has: readonly number[], wanted: readonly number[]): TrainError {
  return new TrainError(
    'CL_VARIABLE_SHAPE',
    `variable '${name}' has shape [${has}], asked for with [${wanted}]. Names are shared by the whole run: prefix yours with the plugin's name`,
  );
}
