import { type NamedTensors, type NamedVariables, TrainError } from '@amnl/core-loop';
import { scalar, type Tensor, tidy, type Variable, variable, zeros } from '@tensorflow/tfjs-core';
import { applyAdamW, lateOnes } from './apply.js';
import { type ResolvedGroup, resolveGroups } from './groups.js';
import { type AdamWOptions, withDefaults } from './options.js';

/**
 * AdamW for a hand-written loop, without the trainer. `learningRate` and `weightDecay` may be changed at any time.
 * @example
 * const optimizer = new AdamWOptimizer({ learningRate: 1e-3 });
 * optimizer.apply({ w }, grads);   // grads by the same names
 * optimizer.dispose();
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID
 */
export class AdamWOptimizer {
  learningRate: number;
  weightDecay: number;
  readonly #options: ReturnType<typeof withDefaults>;
  readonly #variables = new Map<string, Variable>();
  /** All parameters ever seen. */
  readonly #names = new Set<string>();
  #groups: readonly ResolvedGroup[] = [];

  constructor(options: AdamWOptions = {}) {
    this.#options = withDefaults('AdamWOptimizer', options);
    this.learningRate = this.#options.learningRate;
    this.weightDecay = this.#options.weightDecay;
  }

  /**
   * Changes `parameters` by one step; frees everything but its moments, and does not free `gradients`. Parameters may
   * join later.
   * @param parameters trainable variables by name; the names key the moments, so keep them the same
   * @param gradients by the same names; a parameter without one is left as it is
   * @throws AW_GRADIENT_UNKNOWN for a gradient whose parameter is not given
   */
  apply(parameters: NamedVariables, gradients: NamedTensors): void {
    const unknown = Object.keys(gradients).find((name) => parameters[name] === undefined);
    if (unknown !== undefined) {
      throw new TrainError(
        'AW_GRADIENT_UNKNOWN',
        `no parameter '${unknown}' for the gradient of that name; parameters: ${Object.keys(parameters).join(', ')}. Use the same names for both`,
        { by: 'optim-adamw' },
      );
    }
    const names = Object.keys(parameters);
    if (!names.every((name) => this.#names.has(name))) {
      for (const name of names) this.#names.add(name);
      this.#groups = resolveGroups([...this.#names], this.#options);
    }
    const groups = this.#groups;
    const late = lateOnes(names, (name) => this.#variables.has(name));
    tidy(() => {
      const rates = { learningRate: scalar(this.learningRate), weightDecay: scalar(this.weightDecay) };
      applyAdamW(this.#store, parameters, gradients, rates, groups, this.#options, late);
    });
  }

  /** Moments and bias corrections by name, e.g. to save them. Live: do not dispose them. */
  state(): NamedVariables {
    return Object.fromEntries(this.#variables);
  }

  /** Continues from values that {@link AdamWOptimizer.state} had; the given tensors stay yours to free. */
  load(state: NamedTensors): void {
    for (const [name, value] of Object.entries(state)) {
      const known = this.#variables.get(name);
      if (known === undefined) this.#variables.set(name, variable(value, false));
      else known.assign(value);
    }
  }

  /** Frees the moments. */
  dispose(): void {
    for (const owned of this.#variables.values()) owned.dispose();
    this.#variables.clear();
  }

  readonly #store = {
    variable: (name: string, initial: number | (() => Tensor), shape: readonly number[] = []): Variable => {
      const known = this.#variables.get(name);
      if (known !== undefined) return known;
      const made = variable(typeof initial === 'number' ? zeros([...shape]) : initial(), false);
      this.#variables.set(name, made);
      return made;
    },
    assign: (target: Variable, value: Tensor): void => target.assign(value),
  };
}
