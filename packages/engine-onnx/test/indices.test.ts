import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../src/index.js';

const LOWEST = -(2 ** 31);
const indices = (values: readonly number[], ...shape: number[]) => tf.tensor(values as number[], shape, 'int32');
const table = () => tf.tensor2d([0, 1, 10, 11, 20, 21], [3, 2]);

/** Compiled functions of a table and indices, with what their errors name. */
const LOOKUPS: Record<string, { fn: (x: tf.Tensor, i: tf.Tensor) => tf.Tensor; named: string; bad: number[][] }> = {
  gather: {
    fn: (x, i) => tf.gather(x, i as tf.Tensor1D),
    named: 'axis 0 of a tensor of shape [3,2], which has 3 elements there',
    bad: [[-1], [3], [LOWEST], [0, -3]],
  },
  'gather along axis 1': {
    fn: (x, i) => tf.gather(x, i as tf.Tensor1D, 1),
    named: 'axis 1 of a tensor of shape [3,2], which has 2 elements there',
    bad: [[-2], [2]],
  },
  'gather, gradient': {
    fn: (x, i) => tf.grad((y: tf.Tensor) => tf.sum(tf.square(tf.gather(y, i as tf.Tensor1D))))(x),
    named: 'axis 0 of a tensor of shape [3,2], which has 3 elements there',
    bad: [[-1], [3]],
  },
  'gather, gradient that needs no value of it': {
    fn: (x, i) => tf.grad((y: tf.Tensor) => tf.sum(tf.gather(y, tf.reshape(i, [1, -1]) as tf.Tensor2D)))(x),
    named: 'axis 0 of a tensor of shape [3,2], which has 3 elements there',
    bad: [[-1], [3], [0, LOWEST]],
  },
};

beforeAll(() => tf.setBackend('cpu'));

describe.each(Object.entries(LOOKUPS))('%s', (_name, { fn, named, bad }) => {
  it.each(bad.map((given) => [given]))('%j is an error', async (given) => {
    const compiled = compile(({ x, i }: { x: tf.Tensor; i: tf.Tensor }) => fn(x, i), { threads: 1 });
    const wrong = given.at(-1)!;
    const run = (values: readonly number[]) => compiled.run({ x: table(), i: indices(values, values.length) });
    await expect(run(given)).rejects.toMatchObject({
      code: 'EO_INDEX_INVALID',
      message: expect.stringMatching(
        new RegExp(
          `gather at .*indices.test.ts:\\d+ was given the index ${wrong} for ${named.replaceAll(/[[\]]/g, '\\$&')}`,
        ),
      ),
    });
    // The next run is as good as any.
    const fine = given.map(() => 1);
    expect((await run(fine)).dataSync()).toEqual(fn(table(), indices(fine, fine.length)).dataSync());
    await compiled.dispose();
  });
});

it('gatherND: every axis by itself', async () => {
  const compiled = compile(({ x, i }: { x: tf.Tensor; i: tf.Tensor }) => tf.gatherND(x, i), { threads: 1 });
  const run = (...at: number[]) => compiled.run({ x: table(), i: indices(at, 1, 2) });
  for (const at of [
    [0, 2],
    [0, -1],
    [1, -1],
    [3, 0],
    [-3, 0],
  ]) {
    const wrong = at.find((n, axis) => n < 0 || n >= [3, 2][axis]!);
    await expect(run(...at)).rejects.toThrow(
      new RegExp(`gatherND at .*index ${wrong} for axes 0, 1 of a tensor of shape \\[3,2\\].*EO_INDEX_INVALID`),
    );
  }
  expect((await run(2, 1)).dataSync()).toEqual(Float32Array.of(21));
  await compiled.dispose();
});

it('an index that is known when the function is traced', async () => {
  const compiled = compile(({ x }: { x: tf.Tensor }) => tf.gather(x, [0, -1]));
  await expect(compiled.run({ x: table() })).rejects.toThrow(/gather at .*index -1 .*EO_INDEX_INVALID/);
  await compiled.dispose();
});

it('an embedding that trains: the error names the line of the call, and the weights stay', async () => {
  const layer = tf.layers.embedding({ inputDim: 4, outputDim: 3 });
  layer.build([1, 2]);
  const weight = layer.getWeights()[0]!;
  const optimizer = tf.train.sgd(0.5);
  const step = compile(({ i }: { i: tf.Tensor }) => {
    const { value, grads } = tf.variableGrads(() => tf.sum(layer.apply(i) as tf.Tensor) as tf.Scalar);
    optimizer.applyGradients(grads);
    return value;
  });
  const before = weight.dataSync().slice();
  await expect(step.run({ i: indices([1, 4], 1, 2) })).rejects.toThrow(
    /gather at .*indices.test.ts:\d+ was given the index 4 for axis 0 of a tensor of shape \[4,3\].*EO_INDEX_INVALID/,
  );
  expect(weight.dataSync()).toEqual(before);
  await step.run({ i: indices([1, 1], 1, 2) });
  const moved = Array.from(layer.getWeights()[0]!.dataSync(), (v, i) => v - before[i]!);
  expect(moved.map((v) => Math.round(v * 100) / 100)).toEqual([0, 0, 0, -1, -1, -1, 0, 0, 0, 0, 0, 0]);
  await step.dispose();
  weight.dispose();
});

it('unsortedSegmentSum drops rows of other segments, oneHot leaves them empty', async () => {
  const compiled = compile(
    ({ x, i }: { x: tf.Tensor; i: tf.Tensor }) => ({
      sums: tf.unsortedSegmentSum(x, i as tf.Tensor1D, 3),
      hot: tf.oneHot(i, 3),
    }),
    { threads: 1 },
  );
  const made = await compiled.run({
    x: tf.tensor2d([1, 2, 10, 20, 100, 200, 1000, 2000, 5, 6], [5, 2]),
    i: indices([-1, 0, 3, 2, LOWEST], 5),
  });
  expect([...made.sums.dataSync()]).toEqual([10, 20, 0, 0, 1000, 2000]);
  expect([...made.hot.dataSync()]).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
  await compiled.dispose();
});
