import type { DataType, Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { LayerLike } from './layers.js';
import type { NamedTensors, NamedVariables } from './tensors.js';

/** What a forward pass knows about its run. */
export interface ForwardContext {
  /** True in a training step (dropout on, batch statistics used and averaged), false in evaluation and prediction. */
  readonly training: boolean;
  /** Randomness for this step; see {@link StepRandom}. */
  readonly random: StepRandom;
}

/**
 * Randomness inside a step: a pure function of (run seed, name, step counter), so masks are equal on every engine and
 * after a resume. Values are made on the host and enter the step as tensors.
 */
export interface StepRandom {
  /** Uniform numbers in [0, 1). `name` must be unique within a step, e.g. `'conv1/noise'`. */
  uniform(name: string, shape: readonly number[]): Tensor;
  /** Standard normal numbers. `name` must be unique within a step, e.g. `'window/noise'`. */
  normal(name: string, shape: readonly number[]): Tensor;
  /**
   * A dropout mask: 0 with probability `rate`, else 1 / (1 − rate) (inverted dropout, as PyTorch and Keras). Multiply by
   * it. `name` must be unique within a step.
   */
  dropoutMask(name: string, shape: readonly number[], rate: number): Tensor;
}

/** Type of an input. */
export interface InputType {
  /** The first size is the batch; `null` for an open size, such as that of the batch. */
  readonly shape: readonly (number | null)[];
  /** @default 'float32' */
  readonly dtype?: DataType;
}

/**
 * A network: named variables and a pure forward function. `model-rul`, {@link fromLayersModel} and any hand-written
 * object of this shape can be trained.
 */
export interface TrainableModel {
  /**
   * Variables that the optimiser changes. Names are stable: they key checkpoints and optimiser state. Read before every
   * optimiser step, so it may be a getter: a parameter that is left out (best put into `buffers`) does not change, nor
   * does its optimiser state, until it is listed again.
   */
  readonly parameters: NamedVariables;
  /** State that the forward pass itself changes in training, e.g. running statistics of batch normalisation. */
  readonly buffers?: NamedVariables;
  /**
   * Synchronous, tensors in and out, no value read back. In training it may assign to `buffers`.
   * @param inputs tensors of one batch, first dimension the sample
   */
  forward(inputs: NamedTensors, context: ForwardContext): NamedTensors;
  /** Regularisation to add to the total, e.g. weight penalties of a `tf.LayersModel`; reported as `penalty`. */
  penalty?(): Scalar | undefined;
  /** Projections applied to parameters after every update, by parameter name; not to frozen ones. */
  readonly constraints?: Readonly<Record<string, (parameter: Tensor) => Tensor>>;
  /** Its inputs, if known: for use without data (exporting, summaries). */
  readonly inputs?: Readonly<Record<string, InputType>>;
  /** The `tf.layers` that `forward` calls, if any: for tools that name or replace single layers. */
  readonly layers?: readonly LayerLike[];
  /** Its options that names and shapes do not show (dropout rates): saved in snapshots, and compared by `restore`. */
  readonly fingerprint?: object;
  /** Frees the parameters and buffers. */
  dispose?(): void;
}
