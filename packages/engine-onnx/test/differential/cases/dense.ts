import * as tf from '@tensorflow/tfjs';
import { type Case, chain, functional, through } from '../case.js';

const { layers } = tf;

const ACTIVATIONS = [
  'elu',
  'selu',
  'relu',
  'relu6',
  'linear',
  'sigmoid',
  'hardSigmoid',
  'softplus',
  'softsign',
  'tanh',
  'softmax',
  'logSoftmax',
  'gelu',
  'gelu_new',
  'mish',
  'swish',
] as const;

const ACTIVATION_LAYERS: Readonly<Record<string, () => tf.layers.Layer>> = {
  elu: () => layers.elu(),
  reLU: () => layers.reLU({ maxValue: 0.7 }),
  leakyReLU: () => layers.leakyReLU({ alpha: 0.2 }),
  prelu: () => layers.prelu(),
  softmax: () => layers.softmax(),
};

/** A dense network of three layers; `middle` says what the second one is. */
const dense = (middle: object, ...behind: tf.layers.Layer[]) =>
  chain([3], layers.dense({ units: 5 }), layers.dense({ units: 4, ...middle }), ...behind, layers.dense({ units: 2 }));

const CONSTRAINTS: Readonly<Record<string, string | ReturnType<typeof tf.constraints.nonNeg>>> = {
  maxNorm: 'maxNorm',
  'maxNorm over rows': tf.constraints.maxNorm({ maxValue: 0.5, axis: 1 }),
  minMaxNorm: tf.constraints.minMaxNorm({ minValue: 0.3, maxValue: 0.6, rate: 0.7 }),
  nonNeg: 'nonNeg',
  unitNorm: 'unitNorm',
};

/** Lets through as much of each number as a trained weight and the others say. */
class Gate extends layers.Layer {
  static className = 'Gate';
  #weight: tf.LayerVariable | undefined;

  override build([, width]: tf.Shape): void {
    this.#weight = this.addWeight('gate', [width!], 'float32', tf.initializers.ones());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.tidy(() => {
      const gate = tf.sigmoid(tf.mul(tf.cumsum(x, 1), this.#weight!.read()));
      return tf.mul(gate, tf.maximum(x, -0.5));
    });
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
}

/** Dense layers: activations, penalties, constraints, normalisation, noise. */
export const DENSE: readonly Case[] = [
  ...ACTIVATIONS.map((activation) => ({ name: `dense, ${activation}`, model: () => dense({ activation }) })),
  ...Object.entries(ACTIVATION_LAYERS).map(([name, layer]) => ({
    name: `the layer ${name}`,
    model: () => dense({}, layer()),
  })),
  { name: 'dense without bias', model: () => dense({ useBias: false }) },
  { name: 'dense over time', model: () => chain([4, 3], layers.dense({ units: 5, activation: 'tanh' })) },
  { name: 'one sample a batch', samples: 3, batchSize: 1, model: () => dense({ activation: 'tanh' }) },
  { name: 'one batch, larger than the data', batchSize: 32, model: () => dense({ activation: 'tanh' }) },
  {
    name: 'l1 and l2',
    model: () => dense({ kernelRegularizer: 'l1l2', biasRegularizer: tf.regularizers.l2({ l2: 0.1 }) }),
  },
  { name: 'l1', model: () => dense({ kernelRegularizer: tf.regularizers.l1({ l1: 0.02 }) }) },
  ...Object.entries(CONSTRAINTS).map(([name, kernelConstraint]) => ({
    name: `kernel constraint ${name}`,
    model: () => dense({ kernelConstraint }),
    departs: 'model.fit does not apply kernel constraints (tensorflow/tfjs#3345)',
  })),
  { name: 'batch norm', model: () => dense({}, layers.batchNormalization()) },
  { name: 'batch norm, of another momentum', model: () => dense({}, layers.batchNormalization({ momentum: 0.5 })) },
  { name: 'layer norm', model: () => dense({}, layers.layerNormalization({ epsilon: 0.01 })) },
  {
    name: 'layer norm over two axes',
    model: () =>
      chain([4, 3], layers.layerNormalization({ axis: [1, 2] }), layers.flatten(), layers.dense({ units: 2 })),
  },
  { name: 'dropout of rate 0', model: () => dense({}, layers.dropout({ rate: 0 })) },
  {
    name: "dropout of the run's own randomness",
    inputDropout: 0.5,
    model: () => dense({ activation: 'relu' }),
    departs: 'no such dropout there',
  },
  {
    name: 'a frozen layer',
    model: () => dense({ trainable: false, activation: 'tanh' }),
  },
  {
    name: 'frozen batch norm',
    model: () => dense({}, layers.batchNormalization({ trainable: false })),
  },
  {
    name: 'noise of size 0',
    refused: 'EO_RANDOM',
    model: () => dense({}, layers.gaussianNoise({ stddev: 0 })),
  },
  {
    name: 'a layer of its own',
    model: () => dense({}, new Gate({})),
  },
  {
    name: 'rescaling',
    model: () => chain([3], layers.rescaling({ scale: 0.5, offset: 1 }), layers.dense({ units: 2 })),
  },
  {
    name: 'embedding',
    inputs: [{ indices: 6 }],
    model: () =>
      functional(
        [[4]],
        ([x]) => [
          through(x!, layers.embedding({ inputDim: 6, outputDim: 3 }), layers.flatten(), layers.dense({ units: 2 })),
        ],
        'int32',
      ),
  },
  {
    name: 'embedding of float32 indices, with a penalty',
    inputs: [{ classes: 6 }],
    model: () =>
      chain(
        [4],
        layers.embedding({ inputDim: 6, outputDim: 3, embeddingsRegularizer: 'l1l2' }),
        layers.flatten(),
        layers.dense({ units: 2 }),
      ),
  },
];
