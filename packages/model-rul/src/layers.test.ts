import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { prepareWasm } from '@amnl/core-loop/wasm';
import { grads, reshape, type Tensor, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type AttentionWeights, multiHeadAttention } from './attention.js';
import { batchNorm } from './batch-norm.js';
import { conv1d } from './conv1d.js';
import { dense } from './dense.js';
import { BACKENDS, expectClose, type Flat, type Flats, fixture, on, toTensor } from './fixtures/reference.js';
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
