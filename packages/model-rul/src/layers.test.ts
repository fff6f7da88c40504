import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { hostRandom } from '@amnl/core-loop';
import { prepareWasm } from '@amnl/core-loop/wasm';
import { fill, grad, grads, reshape, type Tensor, tensor3d, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type AttentionWeights, multiHeadAttention } from './attention.js';
import { averagePool } from './average-pool.js';
import { batchNorm } from './batch-norm.js';
import { conv1d } from './conv1d.js';
import { dense } from './dense.js';
import { BACKENDS, expectClose, type Flat, type Flats, fixture, on, toTensor } from './fixtures/reference.js';
import { gaussianNoise } from './gaussian-noise.js';
import { layerNorm } from './layer-norm.js';
import { type LstmWeights, lstm } from './lstm.js';

prepareWasm();

/** Compares `f` and its gradients by every input with a PyTorch case: `names` of inputs, `gradients` of expected gradients. */
function compare(f: (...x: Tensor[]) => Tensor, flats: Flats, names: string[], gradients: string[]): void {
  const inputs = names.map((name) => toTensor(flats[name]!));
  expectClose('y', f(...inputs), flats['y']!);
  grads(f)(inputs, toTensor(flats['dy']!)).forEach((gradient, i) => {
    expectClose(gradients[i]!, gradient, flats[gradients[i]!]!);
  });
}

describe.each(BACKENDS)('layers without weights on %s', (backend) => {
  it('averagePool: the mean of every two or three steps, and its gradient', () =>
    on(backend, () => {
      const [steps, batch, channels] = [6, 2, 3];
      const numbers = Array.from({ length: steps * batch * channels }, (_, i) => Math.sin(7 * i));
      const x = tensor3d(numbers, [steps, batch, channels]);
      for (const size of [1, 2, 3]) {
        const at = (t: number, k: number) => numbers[t * batch * channels + k]!;
        const expected = Array.from({ length: steps / size }, (_, t) =>
          Array.from({ length: batch * channels }, (_, k) => {
            let sum = 0;
            for (let i = 0; i < size; i++) sum += at(t * size + i, k);
            return sum / size;
          }),
        ).flat();
        expectClose('y', averagePool(x, size), { shape: [steps / size, batch, channels], data: expected });
        if (size === 1) continue; // x itself
        const dx = numbers.map(() => 1 / size);
        expectClose('dx', grad((x) => averagePool(x, size))(x), { shape: x.shape, data: dx });
      }
    }));

  it('gaussianNoise: in training alone, of this deviation, by seed and step', () =>
    on(backend, () => {
      const x = fill([100, 100], 3);
      const noise = (counter: number, deviation = 0.5, training = true) => {
        const random = hostRandom({ seed: 1, counter });
        return Array.from(gaussianNoise(x, deviation, 'noise', { training, random }).dataSync(), (value) => value - 3);
      };
      const drawn = noise(4);
      const mean = drawn.reduce((a, b) => a + b) / 1e4;
      expect(Math.abs(mean)).toBeLessThan(0.015); // three standard errors
      expect(Math.abs(Math.sqrt(drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / 1e4) - 0.5)).toBeLessThan(0.011);
      expect(noise(4)).toEqual(drawn);
      expect(noise(5)).not.toEqual(drawn);
      expect(new Set(noise(4, 0))).toEqual(new Set([0]));
      expect(new Set(noise(4, 0.5, false))).toEqual(new Set([0]));
    }));
});

describe.each(BACKENDS)('layers against PyTorch on %s', (backend) => {
  it.each(fixture<{ cases: Flats[] }>('conv1d').cases.map((flats, i) => [i, flats] as const))(
    'conv1d, case %i',
    (_, flats) =>
      on(backend, () =>
        compare(
          (x, kernel, bias) => conv1d(x, kernel, bias),
          flats,
          ['x', 'kernel', 'bias'],
          ['dx', 'dKernel', 'dBias'],
        ),
      ),
  );

  it('batch norm over three training batches and in evaluation', () =>
    on(backend, () => {
      const { start, batches } = fixture<{ start: Flats; batches: (Flats & { training: boolean })[] }>('batch-norm');
      const gain = toTensor(start['gain']!);
      const bias = toTensor(start['bias']!);
      const mean = variable(toTensor({ shape: [4], data: [0, 0, 0, 0] }), false);
      const variance = variable(toTensor({ shape: [4], data: [1, 1, 1, 1] }), false);
      for (const batch of batches) {
        const { training } = batch;
        const x = toTensor(batch['x']!);
        const f = (input: Tensor, g: Tensor, b: Tensor) =>
          batchNorm(input, { gain: g, bias: b, mean, variance }, { training });
        expectClose('y', f(x, gain, bias), batch['y']!);
        expectClose('running mean', mean, batch['mean']!);
        expectClose('running variance', variance, batch['variance']!);
        const [kept, spread] = [mean.clone(), variance.clone()]; // the gradient runs the forward pass a second time
        const [dx, dGain, dBias] = grads(f)([x, gain, bias], toTensor(batch['dy']!)) as [Tensor, Tensor, Tensor];
        mean.assign(kept);
        variance.assign(spread);
        expectClose('dx', dx, batch['dx']!);
        expectClose('dGain', dGain, batch['dGain']!);
        expectClose('dBias', dBias, batch['dBias']!);
      }
      mean.dispose();
      variance.dispose();
    }));

  it('layer norm', () =>
    on(backend, () => {
      compare(
        (x, gain, bias) => layerNorm(x, gain, bias),
        fixture('layer-norm'),
        ['x', 'gain', 'bias'],
        ['dx', 'dGain', 'dBias'],
      );
    }));

  it.each(fixture<{ cases: (Flats & { layers: number })[] }>('lstm').cases.map((flats, i) => [i, flats] as const))(
    'LSTM, case %i (2-layer bidirectional, one direction, a single step)',
    (_, flats) =>
      on(backend, () => {
        const weights = Array.from({ length: flats.layers }, (_unused, i) =>
          ['inputKernel', 'recurrentKernel', 'bias'].map((weight) => `layer${i + 1}/${weight}`),
        ).flat();
        const f = (x: Tensor, ...w: Tensor[]) => {
          let y = x;
          for (let i = 0; i < flats.layers; i++) {
            const [inputKernel, recurrentKernel, bias] = w.slice(3 * i) as [Tensor, Tensor, Tensor];
            y = lstm(y, { inputKernel, recurrentKernel, bias } satisfies LstmWeights);
          }
          return y;
        };
        compare(f, flats, ['x', ...weights], ['dx', ...weights.map((name) => `d/${name}`)]);
      }),
  );

  it.each(fixture<{ cases: (Flats & { heads: number })[] }>('attention').cases.map((flats, i) => [i, flats] as const))(
    'multi-head attention, case %i',
    (_, flats) =>
      on(backend, () => {
        const weights = ['inKernel', 'inBias', 'outKernel', 'outBias'];
        const f = (x: Tensor, ...w: Tensor[]) => {
          const [inKernel, inBias, outKernel, outBias] = w as [Tensor, Tensor, Tensor, Tensor];
          return multiHeadAttention(
            x,
            { inKernel, inBias, outKernel, outBias } satisfies AttentionWeights,
            flats.heads,
          );
        };
        compare(f, flats, ['x', ...weights], ['dx', ...weights.map((name) => `d/${name}`)]);
      }),
  );

  it('dense by hand', () =>
    on(backend, () => {
      const flat = (shape: number[], data: number[]): Flat => ({ shape, data });
      const y = dense(
        toTensor(flat([1, 2], [2, 3])),
        toTensor(flat([2, 2], [1, 0, 5, -1])),
        toTensor(flat([2], [10, 20])),
      );
      expect([...reshape(y, [-1]).dataSync()]).toEqual([2 + 15 + 10, -3 + 20]);
    }));
});

describe('conv1d', () => {
  it('refuses a kernel of even length', async () => {
    await on('cpu', () => {
      const even = toTensor({ shape: [2, 1, 1], data: [1, 1] });
      const x = toTensor({ shape: [1, 1, 1], data: [1] });
      expect(() => conv1d(x, even, toTensor({ shape: [1], data: [0] }))).toThrow('CL_OPTION_INVALID');
    });
  });
});

describe('multiHeadAttention', () => {
  it('refuses heads that do not divide the width', async () => {
    await on('cpu', () => {
      const { x, inKernel, inBias, outKernel, outBias } = fixture<{ cases: Flats[] }>('attention').cases[0]!;
      const [input, ...weights] = [x, inKernel, inBias, outKernel, outBias].map((flat) => toTensor(flat!));
      const [k, b, ok, ob] = weights as [Tensor, Tensor, Tensor, Tensor];
      const attend = () => multiHeadAttention(input!, { inKernel: k, inBias: b, outKernel: ok, outBias: ob }, 3);
      expect(attend).toThrow('a divisor of the width 8');
    });
  });
});
