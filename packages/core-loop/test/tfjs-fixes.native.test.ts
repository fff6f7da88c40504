// What `mendTensorFlow` does on the real library.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { mendTensorFlow } from '../src/index.js';

beforeAll(async () => {
  await tf.setBackend('tensorflow');
  mendTensorFlow('tensorflow');
});

const picture = (size: number) =>
  tf.tensor(
    Float32Array.from({ length: size * size }, (_, i) => i),
    [1, size, size, 1],
  );

test.each([
  ['conv2d', (x: tf.Tensor4D) => tf.conv2d(x, tf.ones([2, 2, 1, 1]), 2, 0)],
  ['maxPool', (x: tf.Tensor4D) => tf.maxPool(x, 2, 2, 0)],
  ['avgPool', (x: tf.Tensor4D) => tf.mul(tf.avgPool(x, 2, 2, 0), 4)],
] as const)('%s without padding, as a number, has a gradient', (name, f) => {
  const slopes = tf.grad((x) => tf.sum(f(x as tf.Tensor4D)))(picture(4));
  // windows of 2 beside each other: every number is in one of them, and the last one is the largest
  const expected = name === 'maxPool' ? [0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1] : Array(16).fill(1);
  expect([...slopes.dataSync()]).toEqual(expected);
});

test.each([
  ['conv2d', (x: tf.Tensor4D) => tf.conv2d(x, tf.ones([2, 2, 1, 1]), 2, 0, 'NHWC', 1, 'ceil')],
  ['depthwiseConv2d', (x: tf.Tensor4D) => tf.depthwiseConv2d(x, tf.ones([2, 2, 1, 1]), 2, 0, 'NHWC', 1, 'ceil')],
  [
    'fused.conv2d',
    (x: tf.Tensor4D) =>
      tf.fused.conv2d({ x, filter: tf.ones([2, 2, 1, 1]), strides: 2, pad: 0, dimRoundingMode: 'ceil' }),
  ],
  ['maxPool', (x: tf.Tensor4D) => tf.maxPool(x, 2, 2, 0, 'ceil')],
  ['avgPool', (x: tf.Tensor4D) => tf.avgPool(x, 2, 2, 0, 'ceil')],
  [
    'maxPool3d',
    (x: tf.Tensor4D) => tf.maxPool3d(tf.reshape(x, [1, 5, 5, 1, 1]) as tf.Tensor5D, [2, 2, 1], [2, 2, 1], 0, 'ceil'),
  ],
] as const)('%s with sizes rounded up is refused, not rounded down', (_, f) => {
  expect(() => f(picture(5) as tf.Tensor4D)).toThrow(
    /dimRoundingMode 'ceil', which tfjs-node does not support.*CL_OPTION_INVALID/,
  );
});
