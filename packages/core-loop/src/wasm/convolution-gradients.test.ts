import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillNormal } from '../numbers/random.js';
import { prepareWasm } from './kernels.js';

beforeAll(async () => {
  prepareWasm();
  await tf.setBackend('wasm');
});
afterAll(async () => {
  await tf.setBackend('cpu');
});

interface Settings {
  /** `[samples, …size, channels]` */
  readonly x: readonly number[];
  /** `[…size, channels, filters]`; of a depthwise convolution the last is its multiplier. */
  readonly filter: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'same' | 'valid';
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Outputs along one axis, and the padding before it. */
function along(size: number, window: number, stride: number, padding: 'same' | 'valid') {
  if (padding === 'valid') return { out: Math.floor((size - window) / stride) + 1, before: 0 };
  const out = Math.ceil(size / stride);
  return { out, before: Math.floor(Math.max((out - 1) * stride + window - size, 0) / 2) };
}

/** Every index into an array of `shape`, in order. */
function indices(shape: readonly number[]): number[][] {
  return Array.from({ length: sizeOf(shape) }, (_, flat) => {
    let rest = flat;
    return shape
      .toReversed()
      .map((n) => {
        const index = rest % n;
        rest = Math.floor(rest / n);
        return index;
      })
      .reverse();
  });
}

const flat = (shape: readonly number[], index: readonly number[]) =>
  index.reduce((sum, n, i) => sum * shape[i]! + n, 0);

/** A convolution from its definition, output by output. */
function convolve(x: Float64Array, filter: Float64Array, given: Settings, depthwise: boolean): Float64Array {
  const [samples, channels, last] = [given.x[0]!, given.x.at(-1)!, given.filter.at(-1)!];
  const size = given.x.slice(1, -1);
  const window = given.filter.slice(0, -2);
  const axes = size.map((n, i) => along(n, window[i]!, given.strides[i]!, given.padding));
  const outputs = indices([samples, ...axes.map(({ out }) => out), depthwise ? channels * last : last]);
  return Float64Array.from(outputs, ([sample, ...rest]) => {
    const o = rest.pop()!;
    let sum = 0;
    for (const tap of indices(window)) {
      const place = rest.map((n, i) => n * given.strides[i]! + tap[i]! - axes[i]!.before);
      if (place.some((n, i) => n < 0 || n >= size[i]!)) continue;
      for (let c = 0; c < channels; c++) {
        if (depthwise && c !== Math.floor(o / last)) continue;
        const weight = [...tap, c, depthwise ? o % last : o];
        sum += x[flat(given.x, [sample!, ...place, c])]! * filter[flat(given.filter, weight)]!;
      }
    }
    return sum;
  });
}

/** Output and gradients on wasm, against the definition. */
function check(given: Settings, depthwise: boolean, run: (x: tf.Tensor, filter: tf.Tensor) => tf.Tensor): void {
  const x = fillNormal(new Float32Array(sizeOf(given.x)), 1, 'x', 0);
  const filter = fillNormal(new Float32Array(sizeOf(given.filter)), 1, 'filter', 0);
  const before = tf.memory().numTensors;
  const { y, slopes, found } = tf.tidy(() => {
    const inputs = [tf.tensor(x, [...given.x]), tf.tensor(filter, [...given.filter])] as const;
    tf.dispose([1, 2, 3, 4, 5].map((n) => tf.fill([50 * n], 7))); // memory that holds something
    const made = run(...inputs);
    const dy = fillNormal(new Float32Array(made.size), 1, 'dy', 0);
    const gradients = tf.grads(run)([...inputs], tf.tensor(dy, made.shape));
    return { y: made.dataSync(), slopes: dy, found: gradients.map((g) => g.dataSync()) };
  });
  expect(tf.memory().numTensors).toBe(before);

  const [wideX, wideFilter] = [Float64Array.from(x), Float64Array.from(filter)];
  const expected = convolve(wideX, wideFilter, given, depthwise);
  expect(y).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(y[i]).toBeCloseTo(value, 4);
  });
  // Linear in both: the slope by one element is what that element alone makes, times the outputs' slopes.
  const slopeBy = (made: Float64Array) => made.reduce((sum, value, i) => sum + value * slopes[i]!, 0);
  const unit = (size: number, at: number) => Float64Array.from({ length: size }, (_, i) => (i === at ? 1 : 0));
  x.forEach((_, i) => {
    expect(found[0]![i]).toBeCloseTo(slopeBy(convolve(unit(x.length, i), wideFilter, given, depthwise)), 4);
  });
  filter.forEach((_, i) => {
    expect(found[1]![i]).toBeCloseTo(slopeBy(convolve(wideX, unit(filter.length, i), given, depthwise)), 4);
  });
}

describe('gradients of a depthwise convolution', () => {
  it.each<Settings>([
    { x: [2, 5, 6, 3], filter: [2, 3, 3, 1], strides: [1, 1], padding: 'valid' },
    { x: [2, 5, 6, 3], filter: [3, 3, 3, 2], strides: [1, 1], padding: 'same' },
    { x: [1, 7, 6, 2], filter: [3, 2, 2, 3], strides: [2, 2], padding: 'same' },
    { x: [2, 7, 5, 2], filter: [2, 2, 2, 1], strides: [2, 2], padding: 'valid' },
  ])('%j', (given) =>
    check(given, true, (x, filter) =>
      tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, given.strides as [number, number], given.padding),
    ),
  );
});

describe('gradients of a convolution over three dimensions', () => {
  it.each<Settings>([
    { x: [2, 3, 4, 3, 2], filter: [2, 2, 3, 2, 2], strides: [1, 1, 1], padding: 'valid' },
    { x: [2, 3, 4, 3, 2], filter: [2, 2, 2, 2, 2], strides: [1, 1, 1], padding: 'same' },
    { x: [1, 4, 4, 4, 1], filter: [3, 3, 3, 1, 2], strides: [2, 2, 2], padding: 'same' },
    { x: [2, 3, 4, 5, 2], filter: [2, 2, 2, 2, 1], strides: [1, 2, 3], padding: 'valid' },
  ])('%j', (given) =>
    check(given, false, (x, filter) =>
      tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, given.strides as [number, number, number], given.padding),
    ),
  );
});
