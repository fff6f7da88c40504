import * as tf from '@tensorflow/tfjs';
import { type Case, chain, functional, through } from '../case.js';

const { layers } = tf;

const head = () => layers.dense({ units: 2 });
const tanh = (units: number) => layers.dense({ units, activation: 'tanh' });
const asLayer = (model: tf.LayersModel) => model as unknown as tf.layers.Layer;
const merged = (layer: tf.layers.Layer, ...parts: tf.SymbolicTensor[]) => layer.apply(parts) as tf.SymbolicTensor;

const MERGES: Readonly<Record<string, () => tf.layers.Layer>> = {
  add: () => layers.add(),
  average: () => layers.average(),
  multiply: () => layers.multiply(),
  maximum: () => layers.maximum(),
  minimum: () => layers.minimum(),
  concatenate: () => layers.concatenate(),
  dot: () => layers.dot({ axes: 1 }),
  'dot, normalised': () => layers.dot({ axes: 1, normalize: true }),
};

/** How layers hang together: several inputs and outputs, layers and models used again, models in models. */
export const STRUCTURES: readonly Case[] = [
  ...Object.entries(MERGES).map(([name, merge]) => ({
    name: `two inputs, ${name}`,
    model: () =>
      functional([[3], [3]], ([a, b]) => [
        through(merged(merge(), through(a!, tanh(4)), through(b!, tanh(4))), head()),
      ]),
  })),
  {
    name: 'a residual connection',
    model: () => functional([[4]], ([x]) => [through(merged(layers.add(), x!, through(x!, tanh(4))), head())]),
  },
  {
    name: 'a layer used on both inputs',
    model: () =>
      functional([[3], [3]], ([a, b]) => {
        const shared = tanh(4);
        return [through(merged(layers.concatenate(), through(a!, shared), through(b!, shared)), head())];
      }),
  },
  {
    name: 'a layer used twice in a row',
    model: () => {
      const shared = tanh(3);
      return chain([3], shared, shared, head());
    },
  },
  {
    name: 'a layer used directly and in a model inside',
    departs: 'model.fit applies the gradient of such a layer twice',
    model: () => {
      const shared = tanh(3);
      return chain([3], shared, asLayer(chain([3], shared, tanh(3))), head());
    },
  },
  {
    name: 'a recurrent layer used on both inputs',
    model: () =>
      functional(
        [
          [3, 2],
          [4, 2],
        ],
        ([a, b]) => {
          const shared = layers.gru({ units: 3 });
          return [through(merged(layers.add(), through(a!, shared), through(b!, shared)), head())];
        },
      ),
  },
  {
    name: 'a batch norm used twice',
    model: () => {
      const shared = layers.batchNormalization();
      return chain([3], shared, tanh(3), shared, head());
    },
  },
  {
    name: 'a model used twice',
    model: () => {
      const inner = asLayer(chain([3], tanh(4), layers.dense({ units: 3 })));
      return chain([3], inner, inner, head());
    },
  },
  {
    name: 'models in models',
    model: () => {
      const inner = asLayer(chain([3], tanh(3), layers.batchNormalization()));
      return chain([3], asLayer(chain([3], inner, tanh(3))), head());
    },
  },
  {
    name: 'a sequential model of sequential models',
    model: () =>
      tf.sequential({
        layers: [
          tf.sequential({ layers: [layers.dense({ units: 4, inputShape: [3], activation: 'relu' })] }),
          tf.sequential({ layers: [layers.dense({ units: 3, inputShape: [4] }), layers.leakyReLU()] }),
          head(),
        ],
      }),
  },
  {
    name: 'a frozen model inside',
    model: () => {
      const inner = chain([3], tanh(3), layers.batchNormalization());
      inner.trainable = false;
      return chain([3], asLayer(inner), head());
    },
  },
  {
    name: 'two outputs',
    model: () =>
      functional([[3]], ([x]) => {
        const trunk = through(x!, tanh(4));
        return [through(trunk, head()), through(trunk, layers.dense({ units: 3 }))];
      }),
  },
  {
    name: 'three outputs with losses of their own',
    loss: ['meanAbsoluteError', 'binaryCrossentropy', 'categoricalCrossentropy'],
    targets: ['normal', 'binary', 'one-hot'],
    model: () =>
      functional([[3]], ([x]) => {
        const trunk = through(x!, tanh(4));
        return [
          through(trunk, head()),
          through(trunk, layers.dense({ units: 1, activation: 'sigmoid' })),
          through(trunk, layers.dense({ units: 3, activation: 'softmax' })),
        ];
      }),
  },
  {
    name: 'an output in the middle, and two inputs',
    model: () =>
      functional([[3], [2]], ([a, b]) => {
        const early = through(a!, tanh(2));
        return [early, through(merged(layers.concatenate(), early, b!), head())];
      }),
  },
  {
    name: 'int32 and float32 inputs',
    inputs: [{ indices: 5 }, 'normal'],
    model: () => {
      const word = tf.input({ shape: [3], dtype: 'int32' });
      const value = tf.input({ shape: [2] });
      const read = through(word, layers.embedding({ inputDim: 5, outputDim: 2 }), layers.flatten());
      return tf.model({ inputs: [word, value], outputs: through(merged(layers.concatenate(), read, value), head()) });
    },
  },
  {
    name: 'attention by hand',
    model: () =>
      functional([[4, 3]], ([x]) => {
        const [q, k, v] = [0, 1, 2].map(() => through(x!, layers.dense({ units: 3 })));
        const scores = through(merged(layers.dot({ axes: [2, 2] }), q!, k!), layers.softmax({ axis: -1 }));
        return [through(merged(layers.dot({ axes: [2, 1] }), scores, v!), layers.flatten(), head())];
      }),
  },
];
