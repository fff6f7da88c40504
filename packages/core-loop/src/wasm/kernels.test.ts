import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillUniform } from '../numbers/random.js';
import { mendTensorFlow } from '../tfjs-fixes/index.js';
import { prepareWasm } from './kernels.js';

let stream = 0;
/** Host numbers in [-1, 1), other ones at every call. */
function numbers(shape: readonly number[]): Float32Array {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  return fillUniform(values, 7, `kernels/${stream++}`, 0).map((v) => 2 * v - 1);
}

type Feed = (index: number) => tf.Tensor;
interface Result {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

async function on(backend: string, shapes: readonly number[][], data: Float32Array[], f: (x: Feed) => tf.Tensor[]) {
  await tf.setBackend(backend);
  const before = tf.memory();
  const results: Result[] = tf.tidy(() =>
    f((i) => tf.tensor(data[i]!, shapes[i]!)).map((t) => ({ shape: t.shape, values: t.dataSync() as Float32Array })),
  );
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  return results;
}

/** Runs `f` on cpu and wasm with the same numbers; results within 1e-5 of each tensor's largest value, no leak. */
async function same(shapes: readonly number[][], f: (x: Feed) => tf.Tensor[]): Promise<void> {
  const data = shapes.map(numbers);
  const cpu = await on('cpu', shapes, data, f);
  const wasm = await on('wasm', shapes, data, f);
  expect(wasm).toHaveLength(cpu.length);
  cpu.forEach(({ shape, values }, i) => {
    expect(wasm[i]!.shape).toEqual(shape);
    const scale = Math.max(...values.map(Math.abs), 1e-6);
    const worst = Math.max(0, ...values.map((v, j) => Math.abs(v - wasm[i]!.values[j]!)));
    expect(worst / scale, `output ${i}`).toBeLessThanOrEqual(1e-5);
  });
}

beforeAll(async () => {
  mendTensorFlow('cpu'); // the reference
  prepareWasm(); // before the backend is made: the set-up of replaced kernels must survive
  await tf.setBackend('wasm');
  prepareWasm(); // and again
});
afterAll(async () => {
  await tf.setBackend('cpu');
});

describe('prepareWasm', () => {
  it('registers once: a second call leaves the kernels alone', () => {
    const kernel = tf.getKernel('BatchMatMul', 'wasm');
    prepareWasm();
    expect(tf.getKernel('BatchMatMul', 'wasm')).toBe(kernel);
  });
});

describe('products', () => {
  const flags = [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const;
  for (const batch of [[], [1], [5], [2, 3]]) {
    it.each(flags)(`batch [${batch}], transposeA %s, transposeB %s, and their gradients`, (ta, tb) =>
      same(
        [
          [...batch, ...(ta ? [4, 3] : [3, 4])],
          [...batch, ...(tb ? [6, 4] : [4, 6])],
        ],
        (x) => {
          const product = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, ta, tb);
          return [product(x(0), x(1)), ...tf.grads(product)([x(0), x(1)])];
        },
      ),
    );
  }
  it('the same right factor again and again, then another, then the first', () =>
    same(
      [
        [2, 3, 4],
        [2, 4, 5],
        [2, 4, 5],
      ],
      (x) => [1, 1, 2, 1].map((right) => tf.matMul(x(0), x(right))),
    ));
  it('a narrow left factor transposed', () =>
    same(
      [
        [5, 2],
        [5, 9],
        [3, 5, 2],
        [3, 5, 9],
      ],
      (x) => [tf.matMul(x(0), x(1), true), tf.matMul(x(2), x(3), true)],
    ));
  it('batches that repeat and batches that broadcast otherwise', () =>
    same(
      [
        [1, 2, 3, 4],
        [5, 2, 4, 3],
        [5, 1, 4, 3],
        [2, 4, 3],
      ],
      (x) => [tf.matMul(x(0), x(1)), tf.matMul(x(1), x(0)), tf.matMul(x(0), x(2)), tf.matMul(x(1), x(3), false, true)],
    ));
  it('right factors that take over freed memory', () =>
    same(
      [
        [2, 3, 4],
        [2, 4, 5],
      ],
      (x) => [1, 2, 3].map((factor) => tf.tidy(() => tf.matMul(x(0), tf.mul(x(1), factor)))),
    ));
  it('one matrix against a batch', () =>
    same(
      [
        [3, 4],
        [5, 4, 2],
      ],
      (x) => [tf.matMul(tf.reshape(x(0), [1, 3, 4]), x(1))],
    ));
  it.each(flags)('fused with bias and relu, transposeA %s, transposeB %s', (transposeA, transposeB) =>
    same([transposeA ? [4, 3] : [3, 4], transposeB ? [6, 4] : [4, 6], [6]], (x) => {
      const [a, b, bias] = [x(0) as tf.Tensor2D, x(1) as tf.Tensor2D, x(2) as tf.Tensor1D];
      return [tf.fused.matMul({ a, b, transposeA, transposeB, bias, activation: 'relu' })];
    }),
  );
});

describe('slices', () => {
  it('scalars, vectors, inner, middle and outer axes, nothing at all', () =>
    same([[5], [4, 7], [3, 4, 5], [2, 3, 4, 5], [2, 2, 3, 2, 90]], (x) => [
      tf.slice(x(0), [1], [3]),
      tf.slice(x(0), [2], [0]),
      tf.slice(x(1), [1, 2], [2, 4]),
      tf.slice(x(1), [1, 0], [2, 7]),
      tf.slice(x(2), [0, 1, 0], [3, 2, 5]),
      tf.slice(x(2), [1, 0, 2], [-1, -1, 2]),
      tf.slice(x(3), [0, 1, 2, 3], [2, 2, 1, 2]),
      tf.slice(x(4), [0, 1, 1, 0, 3], [2, 1, 2, 1, 80]),
      tf.slice(tf.cast(tf.mul(x(1), 100), 'int32'), [0, 3], [4, 2]),
      ...tf.split(x(2), [1, 4], 2),
      ...tf.split(x(2), 2, 1),
      ...tf.unstack(x(2), 1),
      ...tf.unstack(x(2), -1),
      ...tf.unstack(x(0)),
    ]));
  it('reversals', () =>
    same(
      [
        [3, 4, 5],
        [2, 3, 4, 5],
      ],
      (x) => [
        ...[0, 1, 2, -1].map((axis) => tf.reverse(x(0), axis)),
        tf.reverse(x(1), [0, 2]),
        tf.reverse(x(1), []),
        tf.reverse(tf.cast(tf.mul(x(0), 100), 'int32'), 1),
      ],
    ));
  it('leaves strings to the original', () => {
    expect(tf.tidy(() => tf.slice(tf.tensor(['a', 'b', 'c']), [1], [2]).dataSync())).toEqual(['b', 'c']);
  });
});

describe('copies', () => {
  it('a clone shares its data until one of the two is assigned or freed', async () => {
    await tf.setBackend('wasm');
    const before = tf.memory().numDataBuffers;
    const x = tf.tensor1d([1, 2, 3]);
    const y = x.clone();
    expect(tf.memory().numDataBuffers).toBe(before + 1);
    const v = tf.variable(y, false);
    tf.tidy(() => v.assign(tf.tensor1d([7, 8, 9])));
    x.dispose();
    expect([...y.dataSync()]).toEqual([1, 2, 3]);
    expect([...v.dataSync()]).toEqual([7, 8, 9]);
    y.dispose();
    v.dispose();
    expect(tf.memory().numDataBuffers).toBe(before);
  });
});

describe('sums', () => {
  it.each([[[0]], [[0, 1]], [[1, 0]], [[1]], [[2]], [[0, 2]], [[1, 2]], [[0, 1, 2]], [[-3]]])('axes %j', (axes) =>
    same([[6, 5, 4]], (x) => [tf.sum(x(0), axes), tf.sum(x(0), axes, true)]),
  );
  it('integers and an empty tensor', () =>
    same(
      [
        [6, 5],
        [0, 3],
      ],
      (x) => [tf.sum(tf.cast(tf.mul(x(0), 9), 'int32'), 0), tf.sum(x(1), 0)],
    ));
});

describe('tanh', () => {
  it('is within 3e-7 relative from 1e-6 to saturation', async () => {
    await tf.setBackend('wasm');
    const xs = [1e-6, 1e-3, 0.1, 0.29, 0.2999, 0.3001, 0.5, 1, 3, 9, 50, 1000].flatMap((v) => [v, -v]);
    const ys = tf.tidy(() => tf.tanh(tf.tensor1d(xs)).dataSync());
    xs.forEach((x, i) => {
      expect(Math.abs(ys[i]! / Math.tanh(Math.fround(x)) - 1), `tanh ${x}`).toBeLessThanOrEqual(3e-7);
    });
    expect(tf.tidy(() => tf.tanh(tf.tensor1d([0, Number.NaN])).dataSync())).toEqual(Float32Array.of(0, Number.NaN));
  });
});

describe('gradients that wasm lacks', () => {
  for (const padding of ['same', 'valid', 1] as const) {
    it.each([1, 2])(`conv1d and conv2d by filter and input, padding ${padding}, stride %i`, (stride) =>
      same(
        [
          [2, 7, 3],
          [3, 3, 4],
          [2, 6, 5, 3],
          [3, 3, 3, 4], // a 3x2 filter with padding 1 makes wasm's own Conv2DBackpropInput write out of bounds
        ],
        (x) => {
          const round = padding === 1 ? ('floor' as const) : undefined;
          const conv1d = (a: tf.Tensor, k: tf.Tensor) =>
            tf.conv1d(a as tf.Tensor3D, k as tf.Tensor3D, stride, padding, 'NWC', 1, round);
          const conv2d = (a: tf.Tensor, k: tf.Tensor) =>
            tf.conv2d(a as tf.Tensor4D, k as tf.Tensor4D, stride, padding, 'NHWC', 1, round);
          // conv1d with a number as padding fails in TensorFlow.js itself
          const of1d = padding === 1 ? [] : tf.grads(conv1d)([x(0), x(1)]);
          return [...of1d, ...tf.grads(conv2d)([x(2), x(3)])];
        },
      ),
    );
  }
  it('strides that differ by axis', () =>
    same(
      [
        [2, 7, 9, 3],
        [3, 2, 3, 4],
      ],
      (x) => tf.grads((a, k) => tf.conv2d(a as tf.Tensor4D, k as tf.Tensor4D, [2, 1], 'same'))([x(0), x(1)]),
    ));
  it('gather, unknown segments dropped', () =>
    same(
      [
        [5, 3],
        [4, 2],
      ],
      (x) => [tf.grad((table) => tf.gather(table, [1, 1, 4, 0]))(x(0)), tf.unsortedSegmentSum(x(1), [0, 2, -1, 2], 3)],
    ));
});
