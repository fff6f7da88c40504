import * as tf from '@tensorflow/tfjs';

/** What the numbers of an input or a target are. */
export type Numbers =
  /** Standard normal. */
  | 'normal'
  /** In [0.05, 0.95). */
  | 'fraction'
  /** In [0.05, 0.95), with a sum of 1 along the last axis. */
  | 'distribution'
  /** −1 or 1. */
  | 'sign'
  /** 0 or 1. */
  | 'binary'
  /** One 1 along the last axis, 0 elsewhere. */
  | 'one-hot'
  /** 0 … n − 1 as int32. */
  | { readonly indices: number }
  /** 0 … n − 1 as float32. */
  | { readonly classes: number }
  /** Normal, with the last time steps (axis 1) of most samples 0: what `masking` looks for. */
  | 'padded';

/** A model with its loss, trained in three ways. */
export interface Case {
  readonly name: string;
  /** Builds the model, with any weights. */
  readonly model: () => tf.LayersModel;
  /** One for each input. @default 'normal' */
  readonly inputs?: readonly Numbers[];
  /** One for each output. @default 'normal' */
  readonly targets?: readonly Numbers[];
  /** As `model.compile` takes it: one for all outputs, or one each. @default 'meanSquaredError' */
  readonly loss?: string | readonly string[] | ((target: tf.Tensor, output: tf.Tensor) => tf.Tensor);
  /** `tf.train.…` there, ours here. @default 'sgd' */
  readonly optimizer?: 'sgd' | 'momentum' | 'adam';
  /** @default 0.05 */
  readonly learningRate?: number;
  /** @default 10, of which the last batch is smaller */
  readonly samples?: number;
  /** @default 4 */
  readonly batchSize?: number;
  /** Size of a dimension that the model leaves open (time steps). @default 5 */
  readonly open?: number;
  /** Shape of a sample of the targets, where it is not the output's. */
  readonly targetShape?: readonly number[];
  /** Rate of a dropout mask of the run's own randomness, put on the first input. */
  readonly inputDropout?: number;
  /** The code with which the compiled engine refuses it; the eager one is compared with `model.fit` all the same. */
  readonly refused?: string;
  /** Why `model.fit` trains otherwise, as the docs say; our engines are compared with each other then. */
  readonly departs?: string;
}

/** A chain of layers behind an input of `shape` (without the batch). */
export function chain(shape: readonly number[], ...layers: readonly tf.layers.Layer[]): tf.LayersModel {
  return functional([shape], ([x]) => [through(x!, ...layers)]);
}

/** A model with any inputs and outputs; `dtype` is that of all inputs. */
export function functional(
  shapes: readonly (readonly (number | null)[])[],
  outputs: (inputs: readonly tf.SymbolicTensor[]) => readonly tf.SymbolicTensor[],
  dtype: 'float32' | 'int32' = 'float32',
): tf.LayersModel {
  const inputs = shapes.map((shape) => tf.input({ shape: [...shape], dtype }));
  return tf.model({ inputs, outputs: [...outputs(inputs)] });
}

/** `x` through one layer after the other. */
export function through(x: tf.SymbolicTensor, ...layers: readonly tf.layers.Layer[]): tf.SymbolicTensor {
  return layers.reduce((made, layer) => layer.apply(made) as tf.SymbolicTensor, x);
}
