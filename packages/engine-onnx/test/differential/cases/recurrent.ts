import * as tf from '@tensorflow/tfjs';
import { type Case, chain, functional, through } from '../case.js';

const { layers } = tf;

const CELLS = ['simpleRNN', 'gru', 'lstm'] as const;
type Recurrent = (options: object) => tf.layers.RNN;
const recurrent = (cell: (typeof CELLS)[number]) => layers[cell] as unknown as Recurrent;

const head = () => layers.dense({ units: 2 });
const wrap = (layer: tf.layers.Layer) => layers.timeDistributed({ layer });

/** Four samples a batch, always: what a layer with states asks for. */
const stateful = (...middle: tf.layers.Layer[]) => {
  const x = tf.input({ batchShape: [4, 3, 2] });
  return tf.model({ inputs: x, outputs: through(x, ...middle, head()) });
};

/** A recurrent layer behind an embedding that masks index 0. */
const words = (...behind: tf.layers.Layer[]) =>
  functional(
    [[5]],
    ([x]) => [through(x!, layers.embedding({ inputDim: 4, outputDim: 3, maskZero: true }), ...behind, head())],
    'int32',
  );

export const RECURRENT: readonly Case[] = [
  ...CELLS.flatMap((cell): Case[] => [
    { name: cell, model: () => chain([5, 3], recurrent(cell)({ units: 4 }), head()) },
    {
      name: `${cell}, two on top of each other`,
      model: () =>
        chain([4, 3], recurrent(cell)({ units: 4, returnSequences: true }), recurrent(cell)({ units: 3 }), head()),
    },
    {
      name: `${cell} backwards, over as many steps as there are`,
      model: () =>
        functional([[null, 3]], ([x]) => [through(x!, recurrent(cell)({ units: 4, goBackwards: true }), head())]),
    },
    {
      name: `${cell}, masked steps`,
      inputs: ['padded'],
      model: () => chain([5, 3], layers.masking(), recurrent(cell)({ units: 4 }), head()),
    },
    {
      name: `${cell} behind a masking embedding`,
      inputs: [{ indices: 4 }],
      model: () => words(recurrent(cell)({ units: 4, returnSequences: true }), recurrent(cell)({ units: 3 })),
    },
    {
      name: `${cell}, both ways`,
      model: () =>
        chain([4, 3], layers.bidirectional({ layer: recurrent(cell)({ units: 3 }), mergeMode: 'concat' }), head()),
    },
    {
      name: `${cell}, stateful`,
      samples: 12,
      model: () => stateful(recurrent(cell)({ units: 3, stateful: true })),
    },
  ]),
  ...(['sum', 'mul', 'ave'] as const).map((mergeMode) => ({
    name: `both ways, merged by ${mergeMode}`,
    model: () =>
      chain(
        [4, 3],
        layers.bidirectional({ layer: recurrent('gru')({ units: 3, returnSequences: true }), mergeMode }),
        layers.flatten(),
        head(),
      ),
  })),
  {
    name: 'stateful, both ways',
    samples: 12,
    model: () =>
      stateful(layers.bidirectional({ layer: recurrent('gru')({ units: 3, stateful: true }), mergeMode: 'concat' })),
  },
  {
    name: 'stateful, two on top of each other in a model of their own',
    samples: 8,
    model: () => {
      const inner = tf.input({ batchShape: [4, 3, 2] });
      const states = (options: object) => recurrent('lstm')({ stateful: true, ...options });
      const nested = tf.model({
        inputs: inner,
        outputs: through(inner, states({ units: 3, returnSequences: true }), states({ units: 2 })),
      });
      const x = tf.input({ batchShape: [4, 3, 2] });
      return tf.model({ inputs: x, outputs: through(x, nested as unknown as tf.layers.Layer, head()) });
    },
  },
  {
    name: 'both ways behind a masking embedding',
    inputs: [{ indices: 4 }],
    model: () => words(layers.bidirectional({ layer: recurrent('lstm')({ units: 3 }), mergeMode: 'concat' })),
  },
  {
    name: 'stateful with masked steps',
    samples: 8,
    inputs: ['padded'],
    model: () => stateful(layers.masking(), recurrent('lstm')({ units: 3, stateful: true })),
  },
  {
    name: 'adam, recurrent',
    optimizer: 'adam',
    learningRate: 0.01,
    model: () => chain([4, 3], recurrent('lstm')({ units: 3 }), head()),
  },
  {
    name: 'states as outputs',
    model: () =>
      functional(
        [[4, 3]],
        ([x]) => recurrent('lstm')({ units: 3, returnState: true }).apply(x!) as tf.SymbolicTensor[],
      ),
  },
  {
    name: 'cells stacked',
    model: () =>
      chain(
        [4, 3],
        layers.rnn({ cell: [layers.gruCell({ units: 3 }), layers.lstmCell({ units: 2 })] as never }),
        head(),
      ),
  },
  {
    name: 'lstm, hard gates and no bias',
    model: () =>
      chain(
        [4, 3],
        recurrent('lstm')({ units: 3, recurrentActivation: 'hardSigmoid', useBias: false, unitForgetBias: false }),
        head(),
      ),
  },
  {
    name: 'gru with penalties',
    model: () =>
      chain([4, 3], recurrent('gru')({ units: 3, kernelRegularizer: 'l1l2', recurrentRegularizer: 'l1l2' }), head()),
  },
  {
    name: 'the state of one recurrent layer begins another',
    model: () =>
      functional(
        [
          [4, 3],
          [3, 3],
        ],
        ([a, b]) => {
          const [, h, c] = recurrent('lstm')({ units: 3, returnState: true }).apply(a!) as tf.SymbolicTensor[];
          const decoded = recurrent('lstm')({ units: 3, returnSequences: true }).apply(b!, {
            initialState: [h!, c!],
          } as never) as tf.SymbolicTensor;
          return [through(decoded, head())];
        },
      ),
  },
  {
    name: 'timeDistributed of a dense layer',
    model: () => chain([4, 3], wrap(layers.dense({ units: 3, activation: 'tanh' })), layers.flatten(), head()),
  },
  {
    name: 'timeDistributed of a convolution',
    model: () => chain([2, 4, 4, 1], wrap(layers.conv2d({ filters: 2, kernelSize: 2 })), layers.flatten(), head()),
  },
  {
    name: 'timeDistributed of a model',
    model: () =>
      chain(
        [4, 3],
        wrap(chain([3], layers.dense({ units: 3 }), layers.elu()) as never),
        recurrent('gru')({ units: 3 }),
        head(),
      ),
  },
  {
    name: 'repeatVector',
    model: () =>
      chain([3], layers.dense({ units: 3 }), layers.repeatVector({ n: 4 }), recurrent('gru')({ units: 3 }), head()),
  },
  {
    name: 'convLstm2d',
    model: () => chain([2, 4, 4, 1], layers.convLstm2d({ filters: 2, kernelSize: 2 }), layers.flatten(), head()),
  },
];
