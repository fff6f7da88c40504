import { arrayData, createTrainer, eagerEngine, fromLayersModel, sgd } from '@amnl/core-loop';
import { countTensors } from '@amnl/core-loop/testing';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { onnxEngine } from '../src/index.js';

beforeAll(() => tf.setBackend('cpu'));

/** A layer that adds up what it is given, batch after batch, and a dense layer that passes that on. */
function adder(): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      tf.layers.simpleRNN({
        batchInputShape: [2, 1, 1],
        units: 1,
        activation: 'linear',
        kernelInitializer: 'ones',
        recurrentInitializer: 'ones',
        trainable: false,
        stateful: true,
      } as never),
      tf.layers.dense({ units: 1, kernelInitializer: 'ones' }),
    ],
  });
  return model;
}

/** Batches of two: 1 2 · 3 4 · 5 6. */
const counted = () =>
  arrayData({ inputs: { x: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [6, 1, 1] } }, batchSize: 2 });

describe.each([
  ['eager', () => eagerEngine()],
  ['compiled', () => onnxEngine({ threads: 1 })],
] as const)('stateful layers, %s', (_name, engine) => {
  const trainerOf = (model: tf.LayersModel, epochs: number, epochStart: () => void = () => {}) =>
    createTrainer({
      model: fromLayersModel(model as never),
      engine: engine(),
      data: counted(),
      loss: ({ y }) => tf.mean(y!),
      plugins: [sgd({ learningRate: 0 }), { name: 'sequences', hooks: { epochStart } }],
      epochs,
    });
  const first = (1.5 + 5 + 10.5) / 3; // means of the sums 1 2 · 4 6 · 9 12

  it('carry their state from batch to batch and from epoch to epoch', async () => {
    const left = await countTensors(async () => {
      const model = adder();
      const trainer = trainerOf(model, 3);
      await trainer.fit({ epochs: 1 });
      const before = tf.memory().numTensors;
      const { history } = await trainer.fit();
      expect(tf.memory().numTensors).toBe(before);
      [0, 10.5, 21].forEach((carried, epoch) => {
        expect(history[epoch]!.metrics['loss']).toBeCloseTo(first + carried, 4);
      });
      const { y } = await trainer.predict(counted());
      [28, 38, 31, 42, 36, 48].forEach((sum, i) => {
        expect(y!.data[i]).toBeCloseTo(sum, 4);
      });
      expect([...tf.tidy(() => (model.predict(tf.zeros([2, 1, 1])) as tf.Tensor).dataSync())]).toEqual([36, 48]);
      trainer.dispose();
      model.dispose();
    });
    expect(left).toBeLessThanOrEqual(1); // TensorFlow.js keeps a layer's state
  });

  it('begin anew with resetStates()', async () => {
    const model = adder();
    const trainer = trainerOf(model, 2, () => model.resetStates());
    const { history } = await trainer.fit();
    expect(history.map(({ metrics }) => metrics['loss'])).toEqual([expect.closeTo(first, 4), expect.closeTo(first, 4)]);
    trainer.dispose();
    model.dispose();
  });

  it('are part of a snapshot', async () => {
    const [model, other] = [adder(), adder()];
    const [trainer, resumed] = [trainerOf(model, 1), trainerOf(other, 2)];
    await trainer.fit();
    await resumed.restore(trainer.snapshot());
    const { history } = await resumed.fit();
    expect(history[1]!.metrics['loss']).toBeCloseTo(first + 10.5, 4);
    for (const { dispose } of [trainer, resumed]) dispose();
    for (const used of [model, other]) used.dispose();
  });
});
