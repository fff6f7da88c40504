import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../src/index.js';

// What is a fraction for whole numbers, too: targets and counts are int32 or bool, and go through any function.

beforeAll(() => tf.setBackend('cpu'));

const WHOLE = [0, 1, 1, 0];
const FUNCTIONS: Record<string, readonly [of: (x: tf.Tensor) => tf.Tensor, plain: (x: number) => number]> = {
  exp: [tf.exp, Math.exp],
  expm1: [tf.expm1, Math.expm1],
  log1p: [tf.log1p, Math.log1p],
  asin: [tf.asin, Math.asin],
  acos: [tf.acos, Math.acos],
  atan: [tf.atan, Math.atan],
  sinh: [tf.sinh, Math.sinh],
  asinh: [tf.asinh, Math.asinh],
  atanh: [(x) => tf.atanh(tf.mul(x, 0)), () => 0],
  reciprocal: [tf.reciprocal, (x) => 1 / x],
  softplus: [tf.softplus, (x) => Math.log1p(Math.exp(x))],
  logSigmoid: [tf.logSigmoid, (x) => -Math.log1p(Math.exp(-x))],
  abs: [tf.abs, Math.abs],
  neg: [tf.neg, (x) => -x],
  sign: [tf.sign, Math.sign],
  square: [tf.square, (x) => x * x],
  'distance to 3': [(x) => tf.squaredDifference(x, tf.scalar(3, 'int32')), (x) => (x - 3) ** 2],
  'atan2 to 1': [(x) => tf.atan2(x, tf.scalar(1, 'int32')), (x) => Math.atan2(x, 1)],
};

describe.each(['int32', 'bool'] as const)('of %s', (dtype) => {
  it.each(Object.entries(FUNCTIONS))('%s', async (_name, [of, plain]) => {
    const f = compile(({ x }: { x: tf.Tensor }) => of(x), { threads: 1 });
    const x = tf.tensor1d(WHOLE, dtype);
    const made = await f.run({ x });
    const numbers = [...(await made.data())];
    for (const [i, given] of WHOLE.entries()) {
      const expected = plain(given);
      if (Number.isFinite(expected)) expect(numbers[i]).toBeCloseTo(expected, 5);
      else expect(numbers[i]).toBe(expected);
    }
    tf.dispose([x, made]);
    await f.dispose();
  });
});

it('the rest of a division of integers by 0 is 0, as on cpu', async () => {
  const f = compile(({ x, y }: Record<'x' | 'y', tf.Tensor>) => tf.mod(x, y), { threads: 1 });
  const made = await f.run({
    x: { data: Int32Array.of(-7, 7, -7), shape: [3] },
    y: { data: Int32Array.of(3, 0, -3), shape: [3] },
  });
  expect([...made.dataSync()]).toEqual([2, 0, -1]);
  made.dispose();
  await f.dispose();
});
