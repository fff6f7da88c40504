import { fill, variable as makeVariable, type Tensor, tidy, type Variable, zerosLike } from '@tensorflow/tfjs-core';
import type { TrainableModel } from '../contract/model.js';
import { type NamedTensors, type NamedVariables, sameShape } from '../contract/tensors.js';
import { TrainError } from '../errors/errors.js';
import { ModelVariables } from './model-variables.js';

/** Names of model variables in snapshots start with this. */
const MODEL_PREFIX = 'model/';

/** All variables of a run by name: the model's, which it only lends, and the run-owned ones, which it frees. */
export class VariableStore {
  readonly model: ModelVariables;
  readonly #owned = new Map<string, Variable>();
  /** The initial value of a run-owned variable. */
  readonly #initials = new Map<string, number | (() => Tensor)>();

  readonly #make: (make: () => Variable) => Variable;
  #current: { readonly model: NamedVariables; readonly variables: NamedVariables } | undefined;

  /** @param make calls its argument; an engine's `makeVariable`, so that variables may be made inside a step */
  constructor(model: TrainableModel, make: (make: () => Variable) => Variable = (body) => body()) {
    this.#make = make;
    this.model = new ModelVariables(model);
  }

  /** See {@link Run.variable}. */
  variable(name: string, initial: number | (() => Tensor), shape: readonly number[] = []): Variable {
    const known = this.#owned.get(name);
    if (known !== undefined && typeof initial === 'number' && !sameShape(known.shape, shape)) {
      throw shapeError(name, known.shape, shape);
    }
    if (!this.#initials.has(name)) this.#initials.set(name, initial);
    return known ?? this.#keep(name, () => (typeof initial === 'number' ? fill([...shape], initial) : initial()));
  }

  #keep(name: string, initial: () => Tensor): Variable {
    // The tidy frees the initial value if the caller is outside one; the variable itself outlives it.
    const made = this.#make(() => tidy(() => makeVariable(initial(), false)));
    this.#owned.set(name, made);
    this.#current = undefined;
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

  /** {@link all}, the same object as long as they do not change: for use in every step. */
  current(): NamedVariables {
    const { all } = this.model;
    if (this.#current?.model !== all) this.#current = { model: all, variables: this.all() };
    return this.#current.variables;
  }

  /**
   * Gives every variable the value in `tensors`; missing run-owned ones are created, and those that `tensors` lacks
   * get their initial value again, from the current model. Strict on the model.
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
      for (const [name, value] of values)
        (model[name] ?? this.#owned.get(name) ?? this.#keep(name, () => value.clone())).assign(value);
      for (const [name, owned] of this.#owned) if (!(name in tensors)) this.#startAfresh(name, owned);
    });
  }

  #startAfresh(name: string, owned: Variable): void {
    const initial = this.#initials.get(name);
    if (initial === undefined) {
      // From an earlier snapshot, and not used so far.
      owned.dispose();
      this.#owned.delete(name);
      this.#current = undefined;
    } else if (typeof initial === 'number') owned.assign(fill(owned.shape, initial));
    else {
      try {
        owned.assign(initial().clone());
      } catch (error) {
        throw new TrainError(
          'CL_STATE_MISMATCH',
          `the snapshot lacks the variable '${name}', whose initial value cannot be created again: ${(error as Error).message} Use a number, or tensors that live as long as the run`,
          { cause: error },
        );
      }
    }
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

function shapeError(name: string, has: readonly number[], wanted: readonly number[]): TrainError {
  return new TrainError(
    'CL_VARIABLE_SHAPE',
    `variable '${name}' has shape [${has}], requested with [${wanted}]. Names are shared by the whole run: prefix yours with the plugin's name`,
  );
}
