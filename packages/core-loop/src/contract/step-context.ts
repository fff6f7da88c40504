import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { ForwardContext } from './model.js';
import type { NamedTensors, NamedVariables } from './tensors.js';

/** How a value reported from inside the step becomes one number per epoch. */
export type Reduction = 'mean' | 'sum' | 'last';

/**
 * What code inside the step sees. Everything here is tensors: nothing may be read back, so that the same function can be
 * run eagerly or traced and compiled.
 */
export interface StepContext extends ForwardContext {
  /**
   * Inputs and targets of the micro-batch. Empty in `gradients` and `updated` hooks if a step has several micro-batches
   * (`accumulate` above 1).
   */
  readonly inputs: NamedTensors;
  readonly targets: NamedTensors;
  /** The model's trainable variables. */
  readonly parameters: NamedVariables;
  /** The model's non-trainable state (running statistics). */
  readonly buffers: NamedVariables;
  /** A number from outside by name (`learningRate`, `weightDecay`, …), as a scalar tensor of this step. */
  scalar(name: string): Scalar;
  /**
   * State that persists between steps: created by {@link Run.variable} on first use, owned, listed, checkpointed and freed
   * by the run. `initial` is a number (filled over `shape`, default scalar) or a tensor-making function.
   */
  variable(name: string, initial: number | (() => Tensor), shape?: readonly number[]): Variable;
  /**
   * Gives `variable` a new value. Once {@link skipUnless} was called in this step the old value is kept where the flag
   * is false: skipping is arithmetic. `always: true` assigns in either case (a loss scale must fall on a bad step).
   */
  assign(variable: Variable, value: Tensor, options?: { always?: boolean }): void;
  /**
   * Makes every later `assign` and `report` of this step depend on `flag` (bool scalar). Several flags are and-ed. In a `loss`
   * hook it leaves out the micro-batch, like one of weight 0.
   */
  skipUnless(flag: Scalar): void;
  /**
   * Reports a scalar under `name`; it appears in the epoch's metrics: mean (default), sum or last of its reports. Costs
   * no download: sums are kept in run-owned variables and read once an epoch. Reports of a skipped step do not count,
   * unless `always` is given.
   *
   * A mean is taken over `weight`: in `loss` hooks that of the micro-batch by default (its samples, or what the loss returned as
   * `weight`), in the others 1, which gives a mean over steps.
   */
  report(name: string, value: Scalar, options?: { reduce?: Reduction; always?: boolean; weight?: Scalar }): void;
}

/**
 * Task losses on the device: `total` is differentiated, every other entry is reported under its own name, but for `weight`: what
 * the losses of this micro-batch are means over, if not its samples (the sum of a mask, or of sample weights; ≥ 0).
 * Micro-batches are averaged by it, in accumulated gradients and in everything reported. One of weight 0 has no effect,
 * even if its losses are 0 / 0.
 *
 * `weight/NAME` is what the loss NAME alone is a mean over, where only some samples have its label: its reported means, in training
 * and in evaluation, are taken over that. Gradients know only the weight of the micro-batch.
 */
export type Losses = { readonly total: Scalar; readonly weight?: Scalar } & Readonly<Record<string, Scalar>>;

/**
 * The loss: outputs and targets of one micro-batch to scalars. In evaluation `step.training` is false and it must not
 * change state.
 */
export type LossFunction = (
  outputs: NamedTensors,
  targets: NamedTensors,
  step: Pick<StepContext, 'training' | 'variable' | 'assign' | 'scalar' | 'random'>,
) => Losses | Scalar;

/** Applies one update: reads `gradients` (same names and shapes as `parameters`), assigns to `parameters`. */
export interface Optimizer {
  /** Called once per optimiser step, inside the step. */
  update(step: StepContext, parameters: NamedVariables, gradients: NamedTensors): void;
}

/** One task of a micro-batch, as a {@link TaskCombiner} gets it. */
export interface TaskGradient {
  /** Its name in what the loss returned. */
  readonly name: string;
  readonly loss: Scalar;
  /** Of `scale · loss`, by parameter name; without parameters on which this task does not depend. */
  readonly gradients: NamedTensors;
}

/**
 * Makes the gradients of a micro-batch out of those of its tasks, in place of differentiating `total`, which is then only reported:
 * one forward pass, and a backward pass for each task. What model or `loss` hooks add to the total (a penalty) is differentiated
 * apart and added.
 */
export interface TaskCombiner {
  /** Names, in what the loss returns, of the losses that are differentiated one by one. */
  readonly tasks: readonly string[];
  /**
   * Called once per micro-batch, inside the step, after the `loss` hooks.
   * @param tasks in the order of `tasks`
   * @param scale what the `loss` hooks multiply the total by (loss scaling), as a scalar; 1 without them
   * @returns gradients of `scale · …` by parameter name
   */
  combine(step: StepContext, tasks: readonly TaskGradient[], scale: Scalar): NamedTensors;
}
