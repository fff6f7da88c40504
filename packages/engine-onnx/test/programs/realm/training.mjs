// Run by realm.test.ts in a realm of its own, with what was built.
import { runInThisContext } from 'node:vm';
import { arrayData, createTrainer, eagerEngine, sgd } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { compile, onnxEngine } from '../../../dist/index.js';

test('this is a realm of its own', () => {
  expect(runInThisContext('Float32Array')).not.toBe(Float32Array);
});

const column = (data) => ({ data, shape: [data.length] });

test.each([
  ['eager', eagerEngine],
  ['onnx', () => onnxEngine({ threads: 1 })],
])('trains, saves, evaluates and predicts: %s', async (_name, engine) => {
  await tf.setBackend('cpu');
  const theta = tf.variable(tf.scalar(0));
  const data = arrayData({
    inputs: { x: column(runInThisContext('Float64Array.of(1, 1, 1)')) }, // of Node's realm, as its files and sockets give
    targets: { t: column(Int32Array.of(2, 2, 2)) },
    batchSize: 2,
  });
  const trainer = createTrainer({
    model: { parameters: { theta }, forward: ({ x }) => ({ y: tf.mul(x, theta) }) },
    data,
    evaluation: data,
    loss: ({ y }, { t }) => tf.mean(tf.squaredDifference(y, t)),
    metrics: ({ y }) => ({ last: y.data.at(-1) }),
    plugins: [sgd({ learningRate: 0.25 })],
    engine: engine(),
    epochs: 2,
  });
  await trainer.fit();
  // θ ← θ − ¼ · 2 (θ − 2), four times: 1, 1.5, 1.75, 1.875
  expect((await theta.data())[0]).toBe(1.875);
  expect(trainer.run.history[1].metrics).toMatchObject({
    loss: (2 * 0.25 + 0.0625) / 3,
    val_loss: 0.125 ** 2,
    last: 1.875,
  });
  await trainer.restore(trainer.snapshot());
  expect(await trainer.predict(data)).toEqual({ y: { data: Float32Array.of(1.875, 1.875, 1.875), shape: [3] } });
  trainer.dispose();
});

test('compiles a function with a variable', async () => {
  const w = tf.variable(tf.tensor1d([1, 2]));
  const f = compile(({ x }) => {
    w.assign(tf.add(w, 1));
    return { y: tf.mul(x, w), larger: tf.greater(w, 2) };
  });
  for (const expected of [2, 3]) {
    const { y, larger } = await f.run({ x: { data: [1, 0], shape: [2] } });
    expect([...(await y.data()), ...(await larger.data())]).toEqual([expected, 0, Number(expected > 2), 1]);
  }
  expect([...(await w.data())]).toEqual([3, 4]);
  await f.dispose();
});
