import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { EDGE_CASES, type EdgeCase, evaluate } from '../../core-loop/test/edge-cases.js';
import { distance } from '../../core-loop/test/plain-loops.js';
import { compile } from '../src/index.js';

const CASES = [...EDGE_CASES.PRODUCTS, ...EDGE_CASES.CONVOLUTIONS, ...EDGE_CASES.FLAT, ...EDGE_CASES.NORMALISATIONS];

const compiledOf = (one: EdgeCase) =>
  compile((given) => Object.fromEntries(evaluate(one, Object.values(given)).entries()), { threads: 1 });
const inputsOf = (one: EdgeCase) => one.inputs.map(({ data, shape }) => tf.tensor(data, [...shape]));

beforeAll(() => tf.setBackend('cpu'));

it.each(named(CASES.filter((one) => !seesPadding(one))))('%s', async (_name, one) => {
  const [compiled, inputs] = [compiledOf(one), inputsOf(one)];
  const found = Object.values((await compiled.run(Object.fromEntries(inputs.entries()))) as tf.NamedTensorMap);
  expect(found[0]!.shape).toEqual(one.expected.shape);
  [one.expected.value, ...one.expected.gradients].forEach((expected, i) => {
    expect(distance(found[i]!.dataSync(), expected), i === 0 ? 'value' : `gradient ${i}`).toBeLessThan(2e-6);
  });
  await compiled.dispose();
  tf.dispose([inputs, found]);
});

it.each(named(CASES.filter(seesPadding)))('%s is refused', async (_name, one) => {
  const [compiled, inputs] = [compiledOf(one), inputsOf(one)];
  await expect(compiled.run(Object.fromEntries(inputs.entries()))).rejects.toThrow(
    /windows that see padding alone.*EO_KERNEL_UNSUPPORTED/,
  );
  tf.dispose(inputs);
});

it.each([
  ['convolution', (x: tf.Tensor4D) => tf.conv2d(x, tf.ones([3, 3, 1, 1]), [2, 1], 1, 'NHWC', 1, 'floor')],
  ['pooling', (x: tf.Tensor4D) => tf.maxPool(x, 3, [2, 1], 1, 'floor')],
] as const)('a %s whose width TensorFlow.js counts by its rows is refused', async (what, fn) => {
  const compiled = compile(({ x }: { x: tf.Tensor }) => fn(x as tf.Tensor4D));
  const x = tf.ones([1, 6, 5, 1]);
  await expect(compiled.run({ x })).rejects.toThrow(new RegExp(`a ${what} .*room for more.*EO_KERNEL_UNSUPPORTED`));
  x.dispose();
});

it('reduces nothing to what TensorFlow gives', async () => {
  const f = compile(
    ({ x, flags }: Record<'x' | 'flags', tf.Tensor>) => ({
      sum: tf.sum(x, 0),
      prod: tf.prod(x, 0),
      mean: tf.mean(x, 0),
      max: tf.max(x, 0),
      min: tf.min(x, 0),
      any: tf.any(flags, 0),
      all: tf.all(flags, 0),
    }),
    { threads: 1 },
  );
  const [x, flags] = [tf.tensor2d([], [0, 1]), tf.tensor2d([], [0, 1], 'bool')];
  const made = await f.run({ x, flags });
  const numbers = Object.entries(made).map(([name, value]) => [name, value.dataSync()[0]]);
  expect(Object.fromEntries(numbers)).toEqual({
    sum: 0,
    prod: 1,
    mean: Number.NaN,
    max: Number.NEGATIVE_INFINITY,
    min: Number.POSITIVE_INFINITY,
    any: 0,
    all: 1,
  });
  tf.dispose([x, flags, made]);
  await f.dispose();
});

/** Whether a window lies on padding alone: TensorFlow.js gives −∞ or NaN there. */
function seesPadding({ expected }: EdgeCase): boolean {
  return !expected.value.every(Number.isFinite);
}

function named(cases: readonly EdgeCase[]): [string, EdgeCase][] {
  return cases.map((one) => [one.name, one]);
}
