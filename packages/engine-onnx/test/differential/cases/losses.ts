import * as tf from '@tensorflow/tfjs';
import { type Case, chain, type Numbers } from '../case.js';

const { layers } = tf;

type Activation = 'linear' | 'sigmoid' | 'softmax' | 'tanh';

/** Every loss of `model.compile`, with outputs and targets that it is made for. */
const STOCK: Readonly<Record<string, { activation?: Activation; targets?: Numbers }>> = {
  meanSquaredError: {},
  meanAbsoluteError: {},
  meanAbsolutePercentageError: { targets: 'fraction' },
  meanSquaredLogarithmicError: { activation: 'sigmoid', targets: 'fraction' },
  squaredHinge: { activation: 'tanh', targets: 'sign' },
  hinge: { activation: 'tanh', targets: 'sign' },
  categoricalHinge: { targets: 'one-hot' },
  logcosh: {},
  categoricalCrossentropy: { activation: 'softmax', targets: 'one-hot' },
  sparseCategoricalCrossentropy: { activation: 'softmax', targets: { classes: 3 } },
  binaryCrossentropy: { activation: 'sigmoid', targets: 'binary' },
  kullbackLeiblerDivergence: { activation: 'softmax', targets: 'distribution' },
  poisson: { activation: 'sigmoid', targets: 'fraction' },
  cosineProximity: {},
};

type Loss = (target: tf.Tensor, output: tf.Tensor) => tf.Tensor;

/** `tf.losses`, which take weights of samples as well. */
const FUNCTIONS: Readonly<Record<string, { loss: Loss; activation?: Activation; targets?: Numbers }>> = {
  absoluteDifference: { loss: (y, p) => tf.losses.absoluteDifference(y, p) },
  cosineDistance: { loss: (y, p) => tf.losses.cosineDistance(y, p, 1) },
  hingeLoss: { loss: (y, p) => tf.losses.hingeLoss(y, p), targets: 'binary' },
  huberLoss: { loss: (y, p) => tf.losses.huberLoss(y, p, undefined, 0.5) },
  logLoss: { loss: (y, p) => tf.losses.logLoss(y, p), activation: 'sigmoid', targets: 'binary' },
  'meanSquaredError of weighted outputs': {
    loss: (y, p) => tf.losses.meanSquaredError(y, p, tf.tensor1d([1, 0, 3])),
  },
  sigmoidCrossEntropy: { loss: (y, p) => tf.losses.sigmoidCrossEntropy(y, p), targets: 'binary' },
  'softmaxCrossEntropy, smoothed': {
    loss: (y, p) => tf.losses.softmaxCrossEntropy(y, p, undefined, 0.1),
    targets: 'one-hot',
  },
  'one of its own': { loss: (y, p) => tf.mean(tf.maximum(tf.mul(0.9, tf.sub(y, p)), tf.mul(-0.1, tf.sub(y, p))), -1) },
};

const network = (activation: Activation) =>
  chain([4], layers.dense({ units: 5, activation: 'tanh' }), layers.dense({ units: 3, activation }));

export const LOSSES: readonly Case[] = [
  ...Object.entries(STOCK).map(([loss, { activation = 'linear' as Activation, targets = 'normal' as Numbers }]) => ({
    name: `the loss ${loss}`,
    loss,
    targets: [targets],
    learningRate: loss === 'meanAbsolutePercentageError' ? 0.001 : 0.05,
    ...(loss === 'sparseCategoricalCrossentropy' && { targetShape: [1] }),
    model: () => network(activation),
  })),
  ...Object.entries(FUNCTIONS).map(([name, { loss, activation = 'linear', targets = 'normal' }]) => ({
    name: `the loss function ${name}`,
    loss,
    targets: [targets],
    model: () => network(activation),
  })),
  ...(['momentum', 'adam'] as const).map((optimizer) => ({
    name: `the optimiser ${optimizer}`,
    optimizer,
    // TensorFlow.js's Adam takes 1 − 0.999 in float32, which is off by 1e-5; a small rate keeps that small.
    learningRate: 0.01,
    model: () => network('tanh'),
  })),
  {
    name: 'a class for every time step',
    loss: 'categoricalCrossentropy',
    targets: ['one-hot'],
    model: () => chain([4, 3], layers.dense({ units: 3, activation: 'softmax' })),
  },
  {
    name: 'a loss over an image',
    loss: 'binaryCrossentropy',
    targets: ['binary'],
    model: () => chain([4, 4, 2], layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', activation: 'sigmoid' })),
  },
];
