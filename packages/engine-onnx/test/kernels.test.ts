import { fillUniform } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../src/index.js';
import { KERNELS } from '../src/kernels/index.js';
import { BACKEND_NAME, onnxBackend } from '../src/trace/backend.js';
import { registerKernels } from '../src/trace/register-kernels.js';
import { evaluate } from './evaluate.js';
import { type Input, KERNEL_CASES } from './kernel-cases.js';

/** Kernels that a test used. */
const seen = new Set<string>();

beforeAll(async () => {
  await tf.setBackend('cpu');
  onnxBackend();
  registerKernels();
  for (const config of tf.getKernelsForBackend(BACKEND_NAME)) {
    const { kernelFunc, kernelName } = config;
    config.kernelFunc = (params) => {
      seen.add(kernelName);
      return kernelFunc(params);
    };
  }
});

describe.each(Object.entries(KERNEL_CASES))('%s', (_family, cases) => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', async (name, one) => {
    const inputs = one.inputs.map((input, i) => draw(input, `${name} ${i}`));
    const named = Object.fromEntries(inputs.map((input, i) => [`x${i}`, input]));
    const compiled = compile((given) => evaluate(one, Object.values(given)), { threads: 1 });
    const found = await compiled.run(named);
    await compiled.dispose();
    const expected = evaluate(one, inputs);
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const key in expected) {
      expect(found[key]!.shape, key).toEqual(expected[key]!.shape);
      expect(found[key]!.dtype, key).toBe(expected[key]!.dtype);
      expectClose(await found[key]!.data(), await expected[key]!.data(), key);
    }
    tf.dispose([inputs, found, expected]);
  });
});

afterAll(() => {
  const all = Object.values(KERNELS).flatMap((table) => Object.keys(table));
  expect(
    all.filter((kernel) => !seen.has(kernel)),
    'kernels without a test',
  ).toEqual([]);
});

function draw({ shape, type, low, high }: Input, name: string): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  const numbers = fillUniform(new Float32Array(size), 7, name, 0).map((u) => low + u * (high - low));
  if (type === 'float32') return tf.tensor(numbers, [...shape]);
  return tf.tensor(Array.from(numbers, Math.floor), [...shape], type);
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  const scale = Math.max(1, ...Array.from(expected, (v) => (Number.isFinite(v) ? Math.abs(v) : 0)));
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [found[i]!, expected[i]!];
    const equal = Object.is(a, b) || a === b || Math.abs(a - b) <= 2e-6 * scale + 2e-6 * Math.abs(b);
    if (!equal) expect.fail(`${what}[${i}]: compiled ${a}, cpu ${b}`);
  }
}
