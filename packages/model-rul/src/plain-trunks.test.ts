import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { fillNormal } from '@amnl/core-loop';
import { countTensors } from '@amnl/core-loop/testing';
import { prepareWasm } from '@amnl/core-loop/wasm';
import { add, type Scalar, sum, type Tensor, tensor, tidy, variableGrads } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type PlainWeights, plainForward } from './fixtures/plain-networks.js';
import { apart, BACKENDS, context, on } from './fixtures/reference.js';
import { createRulModel, type RulModel } from './model.js';
import type { RulModelOptions } from './options.js';

prepareWasm();
const [BATCH, WINDOW, FEATURES] = [3, 6, 4];
const RIVALS = ['conv-lstm', 'lstm', 'cnn'] as const;
const numbers = fillNormal(new Float32Array(BATCH * WINDOW * FEATURES), 3, 'window', 0);
const window = (): Tensor => tensor(numbers, [BATCH, WINDOW, FEATURES]);

/** A small network none of whose weights is at a value that hides a mistake. */
function small(options: RulModelOptions): RulModel {
  const sizes = { hidden: 5, features: FEATURES, window: WINDOW, channels: [3, 4], heads: 2, funnel: [6, 5] };
  const model = createRulModel({ ...sizes, ...options });
  for (const [name, variable] of Object.entries({ ...model.parameters, ...model.buffers })) {
    const drawn = fillNormal(new Float32Array(variable.size), 5, name, 0);
    const value = name.endsWith('/variance') ? drawn.map((x) => 0.5 + x * x) : drawn.map((x) => 0.5 * x);
    tidy(() => variable.assign(tensor(value, variable.shape)));
  }
  return model;
}

const weightsOf = ({ parameters, buffers }: RulModel): PlainWeights =>
  Object.fromEntries(
    Object.entries({ ...parameters, ...buffers }).map(([name, v]) => [
      name,
      { shape: v.shape, data: Float64Array.from(v.dataSync()) },
    ]),
  );

describe.each(BACKENDS)('plain rivals against loops in float64 on %s', (backend) => {
  test.each(RIVALS.flatMap((network) => [1, 2].map((pool) => [network, pool] as const)))(
    '%s with pool %i: outputs, and the slope along every weight',
    (network, pool) =>
      on(backend, () => {
        const model = small({ network, pool });
        const weights = weightsOf(model);
        const plain = (changed: PlainWeights) => plainForward(model.config, changed, Float64Array.from(numbers), BATCH);
        const expected = plain(weights);
        const { rul, health } = model.forward({ window: window() }, context(false));
        expect(rul!.shape).toEqual([BATCH]);
        expect(health!.shape).toEqual([BATCH, 3]);
        expect(apart(rul!.dataSync(), expected.rul) / 125).toBeLessThan(1e-5);
        expect(apart(health!.dataSync(), expected.health)).toBeLessThan(1e-5);

        const total = ({ rul, health }: typeof expected) => [...rul, ...health].reduce((a, b) => a + b);
        const { grads } = variableGrads(() => {
          const made = model.forward({ window: window() }, context(false));
          return add(sum(made['rul']!), sum(made['health']!)) as Scalar;
        }, Object.values(model.parameters));
        for (const [name, variable] of Object.entries(model.parameters)) {
          const gradient = Array.from(grads[variable.name]!.dataSync());
          const direction = fillNormal(new Float32Array(variable.size), 6, name, 0);
          const slope = gradient.reduce((dot, g, i) => dot + g * direction[i]!, 0);
          const moved = (by: number) => {
            const { shape, data } = weights[name]!;
            return total(plain({ ...weights, [name]: { shape, data: data.map((x, i) => x + by * direction[i]!) } }));
          };
          const h = 1e-6;
          const wanted = (moved(h) - moved(-h)) / (2 * h);
          const size = Math.sqrt(gradient.reduce((s, g) => s + g * g, 0) * variable.size);
          if (!/^conv.*bias$/.test(name)) expect(size, name).toBeGreaterThan(0);
          expect(Math.abs(slope - wanted) / size, name).toBeLessThan(1e-4);
        }
        model.dispose();
      }),
  );
});

test.each([
  // 4 · 4H for the gates' inputs, H · 4H, 4H with H = 5; then the funnel from H.
  ['lstm', 4 * 20 + 5 * 20 + 20, 5],
  // The convolutions as below; both directions of both layers, each as above, from 4 filters and from 10 states; the norm.
  ['conv-lstm', 36 + 9 + 36 + 12 + 2 * (4 * 20 + 5 * 20 + 20) + 2 * (10 * 20 + 5 * 20 + 20) + 2 * 10, 10],
  // Kernels, biases, gains and biases of the norms; then the funnel from all of 6 rows of 4 filters.
  ['cnn', 3 * 4 * 3 + 3 * 3 + (3 * 3 * 4 + 3 * 4), 24],
] as const)('%s has the weights that it must have, and frees them', async (network, trunk, width) => {
  const funnel = width * 6 + 6 + 6 * 5 + 5;
  const heads = 5 * 64 + 64 + 64 * 32 + 32 + 32 * 16 + 16 + 16 + 1 + (5 * 32 + 32 + 32 * 16 + 16 + 16 * 3 + 3);
  const left = await countTensors(() => {
    const model = small({ network });
    expect(model.parameterCount).toBe(trunk + funnel + heads);
    model.dispose();
  });
  expect(left).toBe(0);
});

test('a network of another name is refused', () => {
  expect(() => createRulModel({ network: 'gru' as never })).toThrow(
    /network.*'amnl', 'conv-lstm', 'lstm' or 'cnn'.*CL_OPTION_INVALID/,
  );
});
