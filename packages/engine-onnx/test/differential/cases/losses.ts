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
