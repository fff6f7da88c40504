import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mendTensorFlow } from '../src/index.js';
import { prepareWasm } from '../src/wasm/index.js';
import { EDGE_CASES, type EdgeCase, evaluate } from './edge-cases.js';
import { distance } from './plain-loops.js';

const ALL = Object.values(EDGE_CASES).flat();

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
    if (backend === 'wasm') prepareWasm();
    else mendTensorFlow(backend);
  });
  afterAll(() => tf.setBackend('cpu'));

  const refused = ({ name }: EdgeCase) => backend === 'wasm' && /conv.*ceil/i.test(name);
  it.each(named(ALL.filter((one) => !refused(one))))('%s', (_name, one) => {
    const before = tf.memory();
    tf.tidy(() => {
      const found = evaluate(
        one,
        one.inputs.map(({ data, shape }) => tf.tensor(data, [...shape])),
      );
      expect(found[0]!.shape).toEqual(one.expected.shape);
      [one.expected.value, ...one.expected.gradients].forEach((expected, i) => {
        expect(distance(found[i]!.dataSync(), expected), i === 0 ? 'value' : `gradient ${i}`).toBeLessThan(2e-6);
      });
    });
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  it('an index beyond its axis is an error, not the next row', () => {
    const [table, update] = [tf.ones([2, 3]), tf.tensor1d([5])];
    const at = (...index: number[]) => tf.tensor2d([index], [1, index.length], 'int32');
    for (const index of [
      [0, 3],
      [0, -1],
      [2, 0],
      [-1, 0],
    ]) {
      for (const act of [
        () => tf.gatherND(table, at(...index)),
        () => tf.scatterND(at(...index), update, [2, 3]),
        () => tf.tensorScatterUpdate(table, at(...index), update),
        () => tf.sparseToDense(at(...index), update, [2, 3], 0),
      ]) {
        expect(act, `${index}`).toThrow(
          /the index (3|-1|2) for axis [01] of a tensor of shape \[2,3\].*CL_INDEX_INVALID/,
        );
      }
    }
    expect([...tf.gatherND(table, at(1, 2)).dataSync()]).toEqual([1]);
    expect([...tf.sparseToDense(tf.tensor1d([2], 'int32'), update, [3], 0).dataSync()]).toEqual([0, 0, 5]);
  });

  it('NaN is never the largest of a window', () => {
    const x = tf.tensor4d([Number.NaN, 1, 2, Number.NaN, Number.NaN, Number.NaN], [1, 3, 2, 1]);
    const y = tf.maxPool(x, [1, 2], 1, 'valid');
    expect([...y.dataSync()]).toEqual([1, 2, Number.NEGATIVE_INFINITY]);
  });

  it('a cast to bool is whether a number differs from 0', () => {
    const x = tf.tensor1d([0.5, 256, Number.NaN, -0, Number.POSITIVE_INFINITY, 0, -0.1]);
    expect([...tf.cast(x, 'bool').dataSync()]).toEqual([1, 1, 1, 0, 1, 0, 1]);
  });
});

it.each(named(EDGE_CASES.CONVOLUTIONS.filter(({ name }) => name.endsWith('ceil'))))(
  'wasm refuses %s',
  async (_name, one) => {
    await tf.setBackend('wasm');
    const inputs = one.inputs.map(({ data, shape }) => tf.tensor(data, [...shape]));
    expect(() => evaluate(one, inputs)).toThrow(/on wasm.*CL_OPTION_INVALID/);
    await tf.setBackend('cpu');
  },
);

describe('wasm', () => {
  const N = Number.NaN;
  const tensor = (...values: number[]) => tf.tensor1d(values);
  beforeAll(() => tf.setBackend('wasm'));
  afterAll(() => tf.setBackend('cpu'));
  it.each<[string, () => tf.Tensor, number[]]>([
    ['relu6', () => tf.relu6(tensor(N, 7, -1)), [N, 6, 0]],
    ['clipByValue', () => tf.clipByValue(tensor(N, 7, -7), -1, 1), [N, 1, -1]],
    ['maximum', () => tf.maximum(tensor(1, N, 3), tensor(N, 1, 2)), [N, N, 3]],
    ['maximum, broadcast', () => tf.maximum(tf.tensor2d([1, N], [2, 1]), tensor(N, 2)), [N, 2, N, N]],
    ['minimum', () => tf.minimum(tensor(1, N, 3), tf.scalar(2)), [1, N, 2]],
    [
      'a product with relu',
      () => tf.fused.matMul({ a: tf.tensor2d([[N, 1]]), b: tf.tensor2d([[1], [1]]), activation: 'relu' }),
      [N],
    ],
    [
      'a convolution with relu and no bias',
      () => {
        const [x, filter] = [tf.tensor4d([-1, 9], [1, 1, 2, 1]), tf.ones([1, 1, 1, 1]) as tf.Tensor4D];
        return tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', activation: 'relu' });
      },
      [0, 9],
    ],
    [
      'a convolution with relu6',
      () => {
        const [x, filter] = [tf.tensor4d([N, 9], [1, 1, 2, 1]), tf.ones([1, 1, 1, 1]) as tf.Tensor4D];
        return tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', activation: 'relu6' });
      },
      [N, 6],
    ],
    ['avgPool', () => tf.avgPool(tf.tensor4d([N, 1, 3, 5], [1, 1, 4, 1]), [1, 2], [1, 2], 'valid'), [N, 4]],
    ['oneHot of floats', () => tf.oneHot(tf.tensor1d([1, -1], 'int32'), 2, 0.5, -1, 'float32'), [-1, 0.5, -1, -1]],
    [
      'where of bools',
      () => {
        const bools = (...values: number[]) => tf.tensor1d(values, 'bool');
        return tf.where(bools(1, 0, 1, 0, 1), bools(1, 1, 0, 0, 1), bools(0, 0, 1, 1, 0));
      },
      [1, 0, 0, 1, 1],
    ],
  ])('%s', (_name, fn, expected) => {
    const before = tf.memory().numDataBuffers;
    expect(Array.from(tf.tidy(() => fn().dataSync()))).toEqual(expected);
    expect(tf.memory().numDataBuffers).toBe(before);
  });
});

it('wasm refuses a convolution that would write beyond its tensors', async () => {
  await tf.setBackend('wasm');
  prepareWasm();
  const [x, filter] = [tf.ones([1, 6, 5, 1]) as tf.Tensor4D, tf.ones([3, 2, 1, 1]) as tf.Tensor4D];
  expect(() => tf.conv2d(x, filter, 1, 1, 'NHWC', 1, 'floor')).toThrow(
    /6 × 6 on wasm, and to 6 × 5.*CL_OPTION_INVALID/,
  );
  await tf.setBackend('cpu');
});

function named(cases: readonly EdgeCase[]): [string, EdgeCase][] {
  return cases.map((one) => [one.name, one]);
}
