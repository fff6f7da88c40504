import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { arrayData, createTrainer, fillNormal, fromLayersModel, type LayersModelLike, sgd } from '../index.js';
import { countTensors } from '../testing/index.js';

const normal = (stream: string, ...shape: number[]) => ({
  data: fillNormal(new Float32Array(shape.reduce((a, b) => a * b)), 5, stream, 0),
  shape,
});
const asModel = (model: tf.LayersModel) => fromLayersModel(model as unknown as LayersModelLike);

describe('tf.layers models', () => {
  test('a small classifier with a convolution, batch norm and two classes reaches 95 %', async () => {
    // class 1: the second half of the series is higher than the first
    const n = 200;
    const x = normal('x', n, 8, 1);
    const label = Int32Array.from({ length: n }, (_, i) => {
      const row = x.data.subarray(i * 8, i * 8 + 8);
      const half = (from: number) => row.slice(from, from + 4).reduce((a, b) => a + b);
      return half(4) > half(0) ? 1 : 0;
    });
    const model = tf.sequential({
      layers: [
        tf.layers.conv1d({
          inputShape: [8, 1],
          filters: 6,
          kernelSize: 3,
          padding: 'same',
          activation: 'relu',
          kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }),
        }),
        tf.layers.batchNormalization(),
        tf.layers.flatten(),
        tf.layers.dense({ units: 2, kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }) }),
      ],
    });
    const trainable = asModel(model);
    expect(Object.keys(trainable.parameters)).toEqual([
      '0.Conv1D/kernel',
      '0.Conv1D/bias',
      '1.BatchNormalization/gamma',
      '1.BatchNormalization/beta',
      '3.Dense/kernel',
      '3.Dense/bias',
    ]);
    expect(Object.keys(trainable.buffers!)).toEqual([
      '1.BatchNormalization/moving_mean',
      '1.BatchNormalization/moving_variance',
    ]);
    const data = arrayData({
      inputs: { x },
      targets: { label: { data: label, shape: [n] } },
      batchSize: 20,
      shuffle: true,
    });
    const trainer = createTrainer({
      model: trainable,
      data,
      evaluation: data,
      loss: ({ y }, { label: l }) => tf.losses.softmaxCrossEntropy(tf.oneHot(l!, 2), y as tf.Tensor2D),
      metrics: ({ y }, { label: l }) => ({
        accuracy: [...l!.data].filter((c, i) => (y!.data[2 * i + 1]! > y!.data[2 * i]! ? 1 : 0) === c).length / n,
      }),
      plugins: [sgd({ learningRate: 0.1, momentum: 0.9 })],
      epochs: 15,
    });
    const { history } = await trainer.fit();
    expect(history.at(-1)!.metrics['accuracy']).toBeGreaterThan(0.95);
    trainer.dispose();
    model.dispose();
  });

  test('several outputs, a weight penalty and a constraint', async () => {
    const input = tf.input({ shape: [2] });
    const shared = tf.layers
      .dense({ units: 3, kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }), kernelInitializer: 'ones' })
      .apply(input) as tf.SymbolicTensor;
    const a = tf.layers
      .dense({ units: 1, kernelConstraint: tf.constraints.nonNeg(), kernelInitializer: 'ones' })
      .apply(shared) as tf.SymbolicTensor;
    const b = tf.layers.dense({ units: 1 }).apply(shared) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: [a, b] });
    const trainable = asModel(model);
    const x = normal('x2', 32, 2);
    const trainer = createTrainer({
      model: trainable,
      data: arrayData({ inputs: { x } }),
      // pushes the constrained kernel down for ever
      loss: ({ y0, y1 }) => ({ total: tf.add(tf.sum(y0!), tf.mul(0, tf.sum(y1!))), first: tf.mean(y0!) }),
      plugins: [sgd({ learningRate: 0.1 })],
      epochs: 3,
    });
    const { history } = await trainer.fit();
    const constrained = Object.entries(trainable.parameters).find(
      ([name]) => name.startsWith('2.Dense/kernel') || name.startsWith('3.Dense/kernel'),
    );
    expect(Math.min(...constrained![1].dataSync())).toBeGreaterThanOrEqual(0);
    expect(history[0]!.metrics).toHaveProperty('first');
    expect(history[0]!.metrics['penalty']).toBeCloseTo(3, 4); // 0.5 · Σ 1² over a kernel of 2 × 3 ones
    trainer.dispose();
    model.dispose();
  });

  test('frozen layers stay, and nothing leaks', async () => {
    const left = await countTensors(async () => {
      const model = tf.sequential({
        layers: [tf.layers.dense({ units: 2, inputShape: [2] }), tf.layers.dense({ units: 1 })],
      });
      model.layers[0]!.trainable = false;
      const frozen = model.layers[0]!.getWeights()[0]!.dataSync().slice();
      const x = normal('x3', 8, 2);
      const trainer = createTrainer({
        model: asModel(model),
        data: arrayData({ inputs: { x } }),
        loss: ({ y }) => tf.mean(tf.square(y!)),
        plugins: [sgd()],
        epochs: 3,
      });
      await trainer.fit();
      expect(model.layers[0]!.getWeights()[0]!.dataSync()).toEqual(frozen);
      trainer.dispose();
      model.dispose();
    });
    expect(left).toBe(0);
  });

  test('wrong names are refused', () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 1, inputShape: [1] })],
    }) as unknown as LayersModelLike;
    expect(() => fromLayersModel(model, { outputs: ['a', 'b'] })).toThrow(
      /`outputs` has 2 names, the model has 1.*CL_OPTION_INVALID/,
    );
  });
});
