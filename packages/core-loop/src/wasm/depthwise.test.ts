import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillNormal } from '../random.js';
import { prepareWasm } from './kernels.js';

beforeAll(async () => {
  prepareWasm();
  await tf.setBackend('wasm');
});
afterAll(async () => {
  await tf.setBackend('cpu');
});

type Shape = [number, number, number, number];
interface Settings {
  readonly x: Shape;
  readonly filter: Shape;
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid';
}

const sizeOf = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

/** A depthwise convolution in plain loops; undefined elements are 0. */
function convolve(x: Float64Array, filter: Float64Array, settings: Settings): Float64Array {
  const [samples, ...inner] = settings.x;
  const [height, width, channels] = inner as unknown as [number, number, number];
  const [rows, columns, , multiplier] = settings.filter;
  const along = (size: number, window: number, stride: number) => {
    if (settings.padding === 'valid') return { out: Math.floor((size - window) / stride) + 1, before: 0 };
    const out = Math.ceil(size / stride);
    return { out, before: Math.floor(Math.max((out - 1) * stride + window - size, 0) / 2) };
  };
  const down = along(height, rows, settings.strides[0]);
  const right = along(width, columns, settings.strides[1]);
  const made: number[] = [];
  for (let n = 0; n < samples; n++)
    for (let i = 0; i < down.out; i++)
      for (let j = 0; j < right.out; j++)
        for (let c = 0; c < channels; c++)
          for (let m = 0; m < multiplier; m++) {
            let sum = 0;
            for (let r = 0; r < rows; r++)
              for (let k = 0; k < columns; k++) {
                const [y, z] = [i * settings.strides[0] + r - down.before, j * settings.strides[1] + k - right.before];
                if (y < 0 || y >= height || z < 0 || z >= width) continue;
                sum +=
                  x[((n * height + y) * width + z) * channels + c]! *
                  filter[((r * columns + k) * channels + c) * multiplier + m]!;
              }
            made.push(sum);
          }
  return Float64Array.from(made);
}

describe('gradients of a depthwise convolution', () => {
  it.each<Settings>([
    { x: [2, 5, 6, 3], filter: [2, 3, 3, 1], strides: [1, 1], padding: 'valid' },
    { x: [2, 5, 6, 3], filter: [3, 3, 3, 2], strides: [1, 1], padding: 'same' },
    { x: [1, 7, 6, 2], filter: [3, 2, 2, 3], strides: [2, 2], padding: 'same' },
    { x: [2, 7, 5, 2], filter: [2, 2, 2, 1], strides: [2, 2], padding: 'valid' },
  ])('%j', (settings) => {
    const { x: shape, filter: taps, strides, padding } = settings;
    const x = fillNormal(new Float32Array(sizeOf(shape)), 1, 'x', 0);
    const filter = fillNormal(new Float32Array(sizeOf(taps)), 1, 'filter', 0);
    const before = tf.memory().numTensors;
    const convolved = (a: tf.Tensor, b: tf.Tensor) =>
      tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, padding);
    const { y, slopes, found } = tf.tidy(() => {
      const inputs = [tf.tensor(x, shape), tf.tensor(filter, taps)] as const;
      const made = convolved(...inputs);
      const dy = fillNormal(new Float32Array(made.size), 1, 'dy', 0);
      const gradients = tf.grads(convolved)([...inputs], tf.tensor(dy, made.shape));
      return { y: made.dataSync(), slopes: dy, found: gradients.map((g) => g.dataSync()) };
    });
    expect(tf.memory().numTensors).toBe(before);

    const [wideX, wideFilter] = [Float64Array.from(x), Float64Array.from(filter)];
    convolve(wideX, wideFilter, settings).forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 4);
    });
    // Linear in both: the slope by one element is what that element alone makes, times the outputs' slopes.
    const slopeBy = (made: Float64Array) => made.reduce((sum, value, i) => sum + value * slopes[i]!, 0);
    const unit = (size: number, at: number) => Float64Array.from({ length: size }, (_, i) => (i === at ? 1 : 0));
    x.forEach((_, i) => {
      expect(found[0]![i]).toBeCloseTo(slopeBy(convolve(unit(x.length, i), wideFilter, settings)), 4);
    });
    filter.forEach((_, i) => {
      expect(found[1]![i]).toBeCloseTo(slopeBy(convolve(wideX, unit(filter.length, i), settings)), 4);
    });
  });
});
