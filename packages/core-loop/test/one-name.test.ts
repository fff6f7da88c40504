import { createTrainer, fromLayersModel, type LayersModelLike, sgd, type TrainableModel } from '@amnl/core-loop';
import { tinyModel, tinyTrainer } from '@amnl/core-loop/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';

// One variable, one name: what averages, moments and checkpoints are keyed by.

const from = (model: tf.LayersModel) => fromLayersModel(model as unknown as LayersModelLike);
const dense = (units: number, inputShape?: number[]) => tf.layers.dense({ units, ...(inputShape && { inputShape }) });
const symbols = (...shape: number[]) => tf.input({ shape });
const applied = (layer: tf.layers.Layer, x: tf.SymbolicTensor) => layer.apply(x) as tf.SymbolicTensor;

/** A layer used directly and inside a sub-model. */
function shared(): tf.LayersModel {
  const layer = dense(3, [3]);
  const inner = tf.sequential({ layers: [layer, dense(3)] });
  const x = symbols(3);
  const y = tf.layers.add().apply([applied(layer, x), applied(inner, x)]) as tf.SymbolicTensor;
  return tf.model({ inputs: x, outputs: applied(dense(1), y) });
}

function overTime(): tf.LayersModel {
  const layer = dense(2);
  const x = symbols(4, 2);
  const last = symbols(2);
  const direct = applied(layer, last);
  const each = applied(tf.layers.timeDistributed({ layer }), x);
  const pooled = applied(tf.layers.globalAveragePooling1d({}), each);
  return tf.model({ inputs: [x, last], outputs: tf.layers.add().apply([direct, pooled]) as tf.SymbolicTensor });
}

function twice(): tf.LayersModel {
  const layer = dense(2, [2]);
  const x = symbols(2);
  return tf.model({ inputs: x, outputs: applied(layer, applied(layer, x)) });
}

function nested(): tf.LayersModel {
  const inner = () => tf.sequential({ layers: [dense(2, [2]), tf.layers.batchNormalization(), dense(2)] });
  return tf.sequential({ layers: [tf.sequential({ layers: [inner(), dense(2)] }), inner()] });
}

const recurrent = () =>
  tf.sequential({
    layers: [
      tf.layers.bidirectional({
        layer: tf.layers.lstm({ units: 2 }) as tf.RNN,
        inputShape: [3, 2],
        mergeMode: 'concat',
      }),
      dense(1),
    ],
  });

const inside = (place: string, last: readonly string[], n: number) =>
  Array.from({ length: n }, (_, i) => last.map((name) => `${place}/${name}${i === 0 ? '' : `_${i + 1}`}`)).flat();

describe('fromLayersModel gives every variable one name', () => {
  test.each<[string, () => tf.LayersModel, readonly string[]]>([
    [
      'a layer used directly and inside a sub-model',
      shared,
      [
        ...inside('1.Dense', ['kernel', 'bias'], 1),
        ...inside('2.Sequential', ['kernel', 'bias'], 1),
        ...inside('4.Dense', ['kernel', 'bias'], 1),
      ],
    ],
    ['a layer used directly and over time', overTime, ['2.TimeDistributed/kernel', '2.TimeDistributed/bias']],
    ['a layer used twice', twice, ['1.Dense/kernel', '1.Dense/bias']],
    // As before: names of models that share nothing key checkpoints that exist.
    [
      'nested models',
      nested,
      [
        '0.Sequential/kernel',
        '0.Sequential/bias',
        '0.Sequential/gamma',
        '0.Sequential/beta',
        '0.Sequential/kernel_2',
        '0.Sequential/bias_2',
        '0.Sequential/kernel_3',
        '0.Sequential/bias_3',
        '1.Sequential/kernel',
        '1.Sequential/bias',
        '1.Sequential/gamma',
        '1.Sequential/beta',
        '1.Sequential/kernel_2',
        '1.Sequential/bias_2',
      ],
    ],
    [
      'both directions of a recurrent layer',
      recurrent,
      [...inside('0.Bidirectional', ['kernel', 'recurrent_kernel', 'bias'], 2), '1.Dense/kernel', '1.Dense/bias'],
    ],
  ])('%s', (_what, make, expected) => {
    const model = make();
    const { parameters, buffers = {} } = from(model);
    expect(Object.keys(parameters)).toEqual(expected);
    const all = [...Object.values(parameters), ...Object.values(buffers)];
    expect(new Set(all).size).toBe(all.length);
    tf.disposeVariables(); // `model.dispose()` of TensorFlow.js fails where a layer is both used and wrapped
  });

  test('whatever is frozen', () => {
    for (const make of [shared, nested, recurrent]) {
      const model = make();
      const names = () => {
        const { parameters, buffers } = from(model);
        return new Map(Object.entries({ ...parameters, ...buffers }).map(([name, variable]) => [variable, name]));
      };
      const free = names();
      const inner = model.layers.find((layer) => 'layers' in layer) as tf.Sequential | undefined;
      (inner ?? model).layers[0]!.trainable = false;
      expect(names()).toEqual(free);
      expect(Object.keys(from(model).parameters).length).toBeLessThan(free.size);
    }
  });
});

describe('a hand-written model', () => {
  const { parameters, buffers, ...rest } = tinyModel();
  const { w, b } = parameters as Record<'w' | 'b', tf.Variable>;
  test.each<[string, Partial<TrainableModel>, RegExp]>([
    ['one variable with two names', { parameters: { w, b, again: w } }, /'w' and 'again'.*CL_MODEL_INVALID/],
    ['a parameter that is a buffer', { buffers: { seen: b } }, /'b' and 'seen'.*CL_MODEL_INVALID/],
    ['one name for two variables', { buffers: { w: buffers!['seen']! } }, /'w' .*twice.*CL_MODEL_INVALID/],
  ])('%s is refused', (_what, part, message) => {
    const model = { ...rest, parameters, buffers, ...part } as TrainableModel;
    expect(() => tinyTrainer({ model })).toThrow(message);
  });
});

test('a shared layer is trained once a step', async () => {
  // y = w² x, by hand: dL/dw = 2w · x for L = mean(y).
  const layer = tf.layers.dense({
    units: 1,
    inputShape: [1],
    useBias: false,
    kernelInitializer: tf.initializers.constant({ value: 3 }),
  });
  const x = symbols(1);
  const model = tf.model({ inputs: x, outputs: applied(layer, applied(layer, x)) });
  const trainer = createTrainer({
    model: from(model),
    data: { batches: () => [{ inputs: { x: { data: Float32Array.of(2), shape: [1, 1] } }, targets: {}, size: 1 }] },
    loss: ({ y }) => tf.mean(y!),
    plugins: [sgd({ learningRate: 0.1 })],
    epochs: 1,
  });
  await trainer.fit();
  expect(model.getWeights()[0]!.dataSync()[0]).toBeCloseTo(3 - 0.1 * 2 * 3 * 2, 5);
  trainer.dispose();
  model.dispose();
});
