import type { ForwardContext, NamedTensors, TrainableModel } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { exportOnnx } from '../../src/index.js';
import { countTensors } from '../each-test.js';
import { run } from './run.js';

countTensors();

const floats = (...numbers: number[]) => Float32Array.of(...numbers);

describe('numbers worked by hand', () => {
  test('a dense layer: x · kernel + bias, then relu, is one Gemm and one Relu', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], activation: 'relu' })] });
    tf.tidy(() => model.setWeights([tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]), tf.tensor1d([0.5, -50])]));
    const file = await exportOnnx(model);
    expect(file.operators).toEqual({ Gemm: 1, Relu: 1 });
    expect(file.inputs).toEqual([{ name: 'x', type: 'float32', shape: ['batch', 3] }]);
    expect(file.outputs).toEqual([{ name: 'y', type: 'float32', shape: ['batch', 2] }]);
    const { y } = await run(file.bytes, [{ name: 'x', data: floats(1, 1, 1, 0, -1, 10), shape: [2, 3] }]);
    // 1 + 3 + 5 + ½, 2 + 4 + 6 − 50 < 0; −3 + 50 + ½, −4 + 60 − 50.
    expect(Array.from(y!.data as Float32Array)).toEqual([9.5, 0, 47.5, 6]);
    model.dispose();
  });

  test('batch norm in inference is part of the weights before it', async () => {
    const layers = [tf.layers.dense({ units: 2, inputShape: [2] }), tf.layers.batchNormalization({ epsilon: 0.25 })];
    const model = tf.sequential({ layers });
    tf.tidy(() => {
      const vectors = [
        [10, 20],
        [2, 3],
        [1, -1],
        [4, 8],
        [3.75, 0.75],
      ].map((numbers) => tf.tensor1d(numbers));
      model.setWeights([tf.tensor2d([1, 0, 0, 1], [2, 2]), ...vectors]);
    });
    const file = await exportOnnx(model);
    expect(file.operators).toEqual({ Gemm: 1 });
    const { y } = await run(file.bytes, [{ name: 'x', data: floats(0, 0), shape: [1, 2] }]);
    // (10 − 4) / √4 · 2 + 1 and (20 − 8) / √1 · 3 − 1
    expect(Array.from(y!.data as Float32Array)).toEqual([7, 35]);
    model.dispose();
  });

  test('batch norm of channels that come first, as many as there are columns', async () => {
    const norm = tf.layers.batchNormalization({ axis: 1, epsilon: 0.25, inputShape: [2, 1, 2] });
    const model = tf.sequential({ layers: [norm] });
    tf.tidy(() => {
      const [gamma, beta, mean, variance] = [floats(2, 3), floats(1, -1), floats(4, 8), floats(3.75, 0.75)];
      model.setWeights([gamma, beta, mean, variance].map((numbers) => tf.tensor1d(numbers)));
    });
    const file = await exportOnnx(model);
    const { y } = await run(file.bytes, [{ name: 'x', data: floats(10, 20, 30, 40), shape: [1, 2, 1, 2] }]);
    // (10 − 4) / √4 · 2 + 1, (20 − 4) / √4 · 2 + 1; (30 − 8) / √1 · 3 − 1, (40 − 8) / √1 · 3 − 1
    expect(Array.from(y!.data as Float32Array)).toEqual([7, 17, 65, 95]);
    model.dispose();
  });

  test('an LSTM is one operator, with the numbers of a plain loop', async () => {
    const [steps, features, units] = [4, 2, 3];
    const layer = tf.layers.lstm({
      units,
      inputShape: [steps, features],
      returnSequences: true,
      recurrentActivation: 'sigmoid',
    });
    const model = tf.sequential({ layers: [layer] });
    const numbers = (size: number, seed: number) =>
      Float32Array.from({ length: size }, (_, i) => Math.sin(seed + 3 * i) * 0.7);
    const [kernel, recurrent, bias] = [
      numbers(features * 4 * units, 1),
      numbers(units * 4 * units, 2),
      numbers(4 * units, 3),
    ];
    tf.tidy(() =>
      model.setWeights([
        tf.tensor2d(kernel, [features, 4 * units]),
        tf.tensor2d(recurrent, [units, 4 * units]),
        tf.tensor1d(bias),
      ]),
    );
    const x = numbers(steps * features, 4);
    const file = await exportOnnx(model);
    expect(file.operators['LSTM']).toBe(1);
    const { y } = await run(file.bytes, [{ name: 'x', data: x, shape: [1, steps, features] }]);

    const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
    let [h, c] = [new Array<number>(units).fill(0), new Array<number>(units).fill(0)];
    const expected: number[] = [];
    for (let t = 0; t < steps; t++) {
      const gate = (g: number, u: number) => {
        let sum = bias[g * units + u]!;
        for (let f = 0; f < features; f++) sum += x[t * features + f]! * kernel[f * 4 * units + g * units + u]!;
        for (let k = 0; k < units; k++) sum += h[k]! * recurrent[k * 4 * units + g * units + u]!;
        return sum;
      };
      const [next, state]: [number[], number[]] = [[], []];
      for (let u = 0; u < units; u++) {
        state[u] = sigmoid(gate(1, u)) * c[u]! + sigmoid(gate(0, u)) * Math.tanh(gate(2, u));
        next[u] = sigmoid(gate(3, u)) * Math.tanh(state[u]!);
      }
      [h, c] = [next, state];
      expected.push(...h);
    }
    expect(y!.dims).toEqual([1, steps, units]);
    Array.from(y!.data as Float32Array).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 6);
    });
    model.dispose();
  });
});

/** A model by hand: `y = x · w` for a row of features, with a second output. */
function byHand(
  forward: (inputs: NamedTensors, w: tf.Variable, context: ForwardContext) => NamedTensors,
): TrainableModel {
  const w = tf.tidy(() => tf.variable(tf.tensor2d([1, 2, 3], [3, 1])));
  return { parameters: { w }, forward: (inputs, context) => forward(inputs, w, context), dispose: () => w.dispose() };
}
const matMul = (x: tf.Tensor, w: tf.Tensor) => tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D);
const inputs = { x: { shape: [null, 3] } };

describe('models of the loop', () => {
  test('dropout is off, outputs are chosen by name, the file says what it is told', async () => {
    const model = byHand(({ x }, w, { training }) => {
      const y = matMul(x!, w);
      return { other: tf.neg(y), y: training ? tf.dropout(y, 0.5) : y };
    });
    const file = await exportOnnx(model, { inputs, outputs: ['y'], metadata: { trained: 'on a Tuesday' } });
    expect(file.outputs.map(({ name }) => name)).toEqual(['y']);
    expect(file).toMatchObject({ opset: 18, check: { batches: [1, 3] }, operators: { MatMul: 1 } });
    const text = Buffer.from(file.bytes).toString('latin1');
    for (const words of ['on a Tuesday', '@amnl/engine-onnx', 'batch']) expect(text).toContain(words);
    const { y } = await run(file.bytes, [{ name: 'x', data: floats(1, 1, 1), shape: [1, 3] }]);
    expect(Array.from(y!.data as Float32Array)).toEqual([6]);
    model.dispose?.();
  });

  test('shapes, sums and rows that grow with the batch', async () => {
    const model = byHand(({ x }, w) => {
      const batch = x!.shape[0]!;
      const twice = tf.concat([x!, tf.zeros([batch, 3])], 0); // [2 · batch, 3]
      return {
        rows: tf.reshape(matMul(twice, w), [2, batch]),
        last: tf.slice(x!, [batch - 1, 0], [1, 3]),
        ones: tf.add(tf.ones([batch, 2]), tf.slice(x!, [0, 0], [batch, 1])),
        mean: tf.mean(x!, 0),
      };
    });
    const { bytes, outputs } = await exportOnnx(model, { inputs });
    expect(outputs.map(({ shape }) => shape)).toEqual([[2, 'batch'], [1, 3], ['batch', 2], [3]]);
    const found = await run(bytes, [{ name: 'x', data: floats(1, 1, 1, 2, 0, 4), shape: [2, 3] }]);
    const numbers = Object.values(found).map(({ data }) => Array.from(data as Float32Array));
    expect(numbers).toEqual([
      [6, 14, 0, 0],
      [2, 0, 4],
      [2, 2, 3, 3],
      [1.5, 0.5, 2.5],
    ]);
    model.dispose?.();
  });

  test('int32 and bool inputs', async () => {
    const model = byHand(({ id, keep }, w) => ({
      y: tf.where(keep as tf.Tensor, tf.gather(tf.reshape(w, [3]), id!), tf.zerosLike(id!)),
    }));
    const file = await exportOnnx(model, {
      inputs: { id: { shape: [null], dtype: 'int32', example: [0, 2] }, keep: { shape: [null], dtype: 'bool' } },
    });
    const { y } = await run(file.bytes, [
      { name: 'id', data: Int32Array.of(2, 1, 0), shape: [3] },
      { name: 'keep', data: Uint8Array.of(1, 0, 1), shape: [3] },
    ]);
    expect(Array.from(y!.data as Float32Array)).toEqual([3, 0, 1]);
    model.dispose?.();
  });
});
