import '@tensorflow/tfjs';
import { fillNormal } from '@amnl/core-loop';
import { grads, mul, setBackend, sum, type Tensor, tensor, tidy, variable, zeros } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { multiHeadAttention } from './attention.js';
import { batchNorm } from './batch-norm.js';
import { conv1d } from './conv1d.js';
import { layerNorm } from './layer-norm.js';
import { lstm } from './lstm.js';

beforeAll(async () => {
  await setBackend('cpu');
});

let stream = 0;
const draw = (shape: readonly number[]): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(fillNormal(new Float32Array(size), 5, `draw/${stream++}`, 0), [...shape]);
};

/**
 * The derivative of a random projection of `f` along a random direction, by gradients and by central differences. In float32
 * differences are good to about 1e-3 of the gradient's length: enough to find a wrong term at any shape; exactness is the
 * fixtures' part (layers.test.ts).
 */
function checkDirection(f: (...x: Tensor[]) => Tensor, shapes: readonly (readonly number[])[]): void {
  tidy(() => {
    const inputs = shapes.map(draw);
    const projection = draw(f(...inputs).shape);
    const scalar = (...x: Tensor[]): Tensor => sum(mul(f(...x), projection));
    const gradients = grads(scalar)(inputs).map((gradient) => gradient.dataSync());
    const at = inputs.map((input) => input.dataSync());
    const along = gradients.map((gradient) => fillNormal(new Float32Array(gradient.length), 6, `v/${stream++}`, 0));
    const step = 4e-3;
    const shifted = (sign: number): number =>
      scalar(
        ...at.map((values, i) =>
          tensor(
            values.map((v, j) => v + sign * step * along[i]![j]!),
            [...shapes[i]!],
          ),
        ),
      ).dataSync()[0]!;
    const measured = (shifted(1) - shifted(-1)) / (2 * step);
    const dot = (a: readonly Float32Array[], b: readonly Float32Array[]): number =>
      a.reduce((sum, one, i) => one.reduce((partial, value, j) => partial + value * b[i]![j]!, sum), 0);
    const derived = dot(gradients as Float32Array[], along);
    const length = dot(gradients as Float32Array[], gradients as Float32Array[]);
    expect(Math.abs(measured - derived)).toBeLessThan(1e-2 * Math.sqrt(length) + 1e-3);
  });
}

const size = (max: number) => fc.integer({ min: 1, max });
const runs = { numRuns: 12, seed: 1 };

describe('gradients against finite differences, at any shape', () => {
  it('conv1d', () =>
    fc.assert(
      fc.property(size(5), size(3), size(4), size(4), fc.constantFrom(1, 3, 5), (time, batch, inputs, filters, taps) =>
        checkDirection(conv1d as never, [[time, batch, inputs], [taps, inputs, filters], [filters]]),
      ),
      runs,
    ));

  it('batch norm in training', () => {
    const state = (channels: number) => ({
      mean: variable(zeros([channels]), false),
      variance: variable(zeros([channels]), false),
    });
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 6 }), size(3), size(4), (time, batch, channels) => {
        const statistics = state(channels);
        const f = (x: Tensor, gain: Tensor, bias: Tensor) =>
          batchNorm(x, { gain, bias, ...statistics }, { training: true });
        checkDirection(f as never, [[time, batch, channels], [channels], [channels]]);
        statistics.mean.dispose();
        statistics.variance.dispose();
      }),
      runs,
    );
  });

  it('layer norm', () =>
    fc.assert(
      fc.property(size(4), size(3), fc.integer({ min: 3, max: 6 }), (time, batch, width) =>
        checkDirection(layerNorm as never, [[time, batch, width], [width], [width]]),
      ),
      runs,
    ));

  it('LSTM in one and two directions', () =>
    fc.assert(
      fc.property(
        size(5),
        size(3),
        size(3),
        size(3),
        fc.constantFrom(1, 2),
        (time, batch, features, units, directions) =>
          checkDirection(
            ((x: Tensor, inputKernel: Tensor, recurrentKernel: Tensor, bias: Tensor) =>
              lstm(x, { inputKernel, recurrentKernel, bias })) as never,
            [
              [time, batch, features],
              [directions, features, 4 * units],
              [directions, units, 4 * units],
              [directions, 4 * units],
            ],
          ),
      ),
      runs,
    ));

  it('attention', () =>
    fc.assert(
      fc.property(size(5), size(3), size(3), size(3), (time, batch, heads, depth) => {
        const width = heads * depth;
        const f = (x: Tensor, inKernel: Tensor, inBias: Tensor, outKernel: Tensor, outBias: Tensor) =>
          multiHeadAttention(x, { inKernel, inBias, outKernel, outBias }, heads);
        checkDirection(f as never, [[time, batch, width], [width, 3 * width], [3 * width], [width, width], [width]]);
      }),
      runs,
    ));
});
