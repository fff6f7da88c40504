import { mendTensorFlow } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../src/index.js';
import { evaluate } from './evaluate.js';
import { type Input, KERNEL_CASES, type KernelCase } from './kernel-cases.js';

const [NaN_, INF] = [Number.NaN, Number.POSITIVE_INFINITY];
const FLOATS = [NaN_, 1, -1, INF, -0, 0.5, -INF, 2, 0, -2.5, 7, NaN_, 3];
const INTEGERS = [0, 1, -1, 5, -7, 3];

/** Where the cpu backend is not what a compiled function is held to, and why. */
const OTHERWISE: readonly (readonly [cases: RegExp, why: string])[] = [
  [/^pow /, 'JavaScript: 1 ** NaN, 1 ** ∞ and (-1) ** ∞ are NaN; 1 by IEEE 754, and in TensorFlow and PyTorch'],
  [/^conv2dTranspose$/, 'its gradient multiplies the padding of the output by the image'],
];

beforeAll(async () => {
  await tf.setBackend('cpu');
  mendTensorFlow('cpu');
});

describe.each(Object.entries(KERNEL_CASES))('%s of NaN, ±∞ and −0 as on cpu', (family, cases) => {
  const held = cases.filter(({ name }) => !OTHERWISE.some(([pattern]) => pattern.test(name)));
  // Padding of a convolution is multiplied like any other number, in TensorFlow and PyTorch too: only the image is special.
  const inputs = family === 'CONVOLUTIONS' ? 1 : 99;
  it.each(held.map((one): [string, KernelCase] => [one.name, one]))('%s', async (_name, one) => {
    const compiled = compile((given) => evaluate(one, Object.values(given)), { threads: 1 });
    for (const round of [0, 1, 2]) {
      const given = one.inputs.map((input, i) => (i < inputs ? special(input, i, round) : plain(input)));
      const found = await compiled.run(Object.fromEntries(given.entries()));
      const expected = evaluate(one, given);
      for (const key in expected) expectSame(found[key]!, expected[key]!, `${key}, round ${round}`);
      tf.dispose([given, found, expected]);
    }
    await compiled.dispose();
  });
});

/** Numbers in, numbers out: what has to come out whatever the backend. */
const TABLE: readonly (readonly [name: string, fn: (x: tf.Tensor) => tf.Tensor, x: number[], y: number[]])[] = [
  ['max', (x) => tf.max(x), [1, NaN_, 2], [NaN_]],
  ['min', (x) => tf.min(x), [1, 2, NaN_], [NaN_]],
  ['max of −∞', (x) => tf.max(x), [-INF, -INF], [-INF]],
  ['max of one', (x) => tf.max(x), [NaN_], [NaN_]],
  ['norm(∞)', (x) => tf.norm(x, INF), [1, NaN_, -2], [NaN_]],
  ['argMax', (x) => tf.argMax(x), [1, NaN_, 2], [2]],
  ['argMin', (x) => tf.argMin(x), [1, NaN_, 0.5], [2]],
  ['sign', (x) => tf.sign(x), [NaN_, -INF, -0, 3], [0, -1, 0, 1]],
  ['step', (x) => tf.step(x, 0.25), [NaN_, -INF, -0, 3], [NaN_, 0.25, 0.25, 1]],
  ['relu', (x) => tf.relu(x), [NaN_, -INF, -0, INF], [NaN_, 0, 0, INF]],
  ['relu, gradient', (x) => tf.grad((t: tf.Tensor) => tf.sum(tf.relu(t)))(x), [NaN_, -INF, -0, INF], [NaN_, 0, 0, 1]],
  ['relu6', (x) => tf.relu6(x), [NaN_, -INF, INF], [NaN_, 0, 6]],
  ['clipByValue', (x) => tf.clipByValue(x, -1, 1), [NaN_, -INF, INF], [NaN_, -1, 1]],
  ['maximum', (x) => tf.maximum(x, tf.tensor1d([NaN_, 1, INF])), [0, NaN_, NaN_], [NaN_, NaN_, NaN_]],
  ['minimum', (x) => tf.minimum(x, tf.tensor1d([NaN_, 1, INF])), [0, NaN_, -INF], [NaN_, NaN_, -INF]],
  ['greater', (x) => tf.greater(x, tf.scalar(NaN_)), [NaN_, 1, INF], [0, 0, 0]],
  ['notEqual', (x) => tf.notEqual(x, x), [NaN_, 1, INF], [1, 0, 0]],
  [
    'cast to int32',
    (x) => tf.cast(x, 'int32'),
    [NaN_, INF, -INF, 2.7, -2.7, 3e9, -3e9, 5e9, 1e20],
    [0, 0, 0, 2, -2, 3e9 - 2 ** 32, 2 ** 32 - 3e9, 5e9 - 2 ** 32, 0],
  ],
  ['cast to bool', (x) => tf.cast(x, 'bool'), [NaN_, INF, -0, 0, 0.5, 256], [1, 1, 0, 0, 1, 1]],
  ['isFinite', (x) => tf.isFinite(x), [NaN_, INF, -INF, -0], [0, 0, 0, 1]],
  ['floorDiv', (x) => tf.floorDiv(x, tf.scalar(2)), [NaN_, INF, -3], [0, 0, -2]],
  ['mod', (x) => tf.mod(x, tf.tensor1d([3, INF, -INF, 2])), [-1, 1, -1, NaN_], [2, 1, -1, NaN_]],
  ['pow', (x) => tf.pow(x, tf.tensor1d([NaN_, INF, INF, 0])), [1, 1, -1, NaN_], [1, 1, 1, 1]],
  ['expm1', (x) => tf.expm1(x), [NaN_, INF, -INF, -100], [NaN_, INF, -1, -1]],
  ['log1p', (x) => tf.log1p(x), [NaN_, INF, -1], [NaN_, INF, -INF]],
  [
    'atan2',
    (x) => tf.atan2(x, tf.tensor1d([INF, -INF, -1, -1, 0, -0, NaN_])),
    [INF, INF, 0, -0, -0, 0, 1],
    [0.25, 0.75, 1, -1, -0, 1, NaN_].map((turns) => Math.fround(turns * Math.PI)),
  ],
  ['cumsum', (x) => tf.cumsum(x), [1, NaN_, 2], [1, NaN_, NaN_]],
  ['cumsum, exclusive', (x) => tf.cumsum(x, 0, true), [1, INF, 2], [0, 1, INF]],
  ['softmax', (x) => tf.softmax(x), [-INF, 0, 0], [0, 0.5, 0.5]],
  ['prod of nothing', (x) => tf.prod(tf.reshape(x, [0, 2]), 0), [], [1, 1]],
  ['sum of nothing', (x) => tf.sum(tf.reshape(x, [0, 2]), 0), [], [0, 0]],
  ['mean of nothing', (x) => tf.mean(tf.reshape(x, [0, 2]), 0), [], [NaN_, NaN_]],
  ['max of nothing', (x) => tf.max(tf.reshape(x, [0, 2]), 0), [], [-INF, -INF]],
  ['min of nothing', (x) => tf.min(tf.reshape(x, [0, 2]), 0), [], [INF, INF]],
  ['all of nothing', (x) => tf.all(tf.cast(tf.reshape(x, [0, 2]), 'bool'), 0), [], [1, 1]],
  ['any of nothing', (x) => tf.any(tf.cast(tf.reshape(x, [0, 2]), 'bool'), 0), [], [0, 0]],
  [
    'maxPool',
    (x) => tf.maxPool(tf.reshape(x, [1, 1, 6, 1]) as tf.Tensor4D, [1, 2], 2, 'valid'),
    [NaN_, 1, 2, NaN_, NaN_, NaN_],
    [1, 2, -INF],
  ],
  [
    'maxPool, gradient',
    (x) =>
      tf.grad((t: tf.Tensor) => tf.sum(tf.maxPool(tf.reshape(t, [1, 1, 8, 1]) as tf.Tensor4D, [1, 2], 2, 'valid')))(x),
    [NaN_, 1, 2, NaN_, NaN_, NaN_, -INF, -INF],
    [0, 1, 1, 0, 0, 0, 0, 0],
  ],
  [
    'gather, gradient',
    (x) => tf.grad((t: tf.Tensor) => tf.sum(tf.mul(tf.gather(t, [2, 0, 2]), tf.tensor1d([NaN_, INF, 1]))))(x),
    [1, 2, 3],
    [INF, 0, NaN_],
  ],
  [
    'resizeNearestNeighbor',
    (x) => tf.image.resizeNearestNeighbor(tf.reshape(x, [1, 1, 3, 1]) as tf.Tensor4D, [1, 6]),
    [1, NaN_, INF],
    [1, 1, NaN_, NaN_, INF, INF],
  ],
];

it.each(TABLE)('%s, number by number', async (_name, fn, x, y) => {
  const compiled = compile(({ t }: { t: tf.Tensor }) => fn(t), { threads: 1 });
  const [given, expected] = [tf.tensor1d(x), tf.tensor1d(y)];
  const found = await compiled.run({ t: given });
  expectSame(tf.reshape(tf.cast(found, 'float32'), [-1]), expected, 'compiled');
  await compiled.dispose();
});

it('argMax and argMin of nothing are refused', async () => {
  for (const fn of [tf.argMax, tf.argMin]) {
    const compiled = compile(({ t }: { t: tf.Tensor }) => fn(t, 0));
    await expect(compiled.run({ t: tf.zeros([0, 2]) })).rejects.toThrow(/of no numbers.*EO_KERNEL_UNSUPPORTED/);
  }
});

function special({ shape, type, low, high }: Input, at: number, round: number): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  const number = (i: number): number => {
    const place = i * (2 * at + 1) + (i >> 4) + 3 * round * (at + 1);
    // In large tensors a few, so that not everything is NaN.
    if (type === 'float32') return size > 40 && place % 5 !== 0 ? Math.sin(i + at) : FLOATS[place % FLOATS.length]!;
    return low < 0 ? INTEGERS[place % INTEGERS.length]! : low + ((i * 7 + at + round) % (high - low));
  };
  return tf.tensor(
    Array.from({ length: size }, (_, i) => number(i)),
    [...shape],
    type,
  );
}

function plain({ shape, type }: Input): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(
    Array.from({ length: size }, (_, i) => Math.sin(i + 1)),
    [...shape],
    type,
  );
}

/** Equal, NaN and infinities at the same places; finite numbers to rounding. */
function expectSame(found: tf.Tensor, expected: tf.Tensor, what: string): void {
  expect(found.shape, what).toEqual(expected.shape);
  const [a, b] = [found.dataSync(), expected.dataSync()];
  const scale = Math.max(1, ...Array.from(b, (v) => (Number.isFinite(v) ? Math.abs(v) : 0)));
  for (let i = 0; i < b.length; i++) {
    const same = a[i] === b[i] || Object.is(a[i], b[i]) || Math.abs(a[i]! - b[i]!) <= 4e-6 * scale;
    if (!same) expect.fail(`${what}[${i}]: found ${a[i]}, expected ${b[i]}`);
  }
}
