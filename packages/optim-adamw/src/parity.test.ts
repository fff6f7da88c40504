import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { getBackend, memory, setBackend, type Tensor, tensor, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { AdamWOptimizer } from './adamw-optimizer.js';
import reference from './fixtures/adamw.json' with { type: 'json' };

type Name = keyof typeof reference.shapes;
const names = Object.keys(reference.shapes) as Name[];

/** Largest difference relative to `scale(expected)` over the entries of a tensor. */
function difference(found: Tensor, expected: readonly number[], scale: (x: number) => number): number {
  const values = found.dataSync();
  expect(values).toHaveLength(expected.length);
  return Math.max(...expected.map((x, i) => Math.abs(values[i]! - x) / scale(x)));
}

describe('parity with torch.optim.AdamW', () => {
  it.each(['cpu', 'wasm'])(
    'holds within 1e-5 relative over 100 steps of changing rate and decay on %s',
    async (backend) => {
      await setBackend(backend);
      expect(getBackend()).toBe(backend);
      const before = memory().numTensors;
      const optimizer = new AdamWOptimizer({ learningRate: 1e-3, weightDecay: 1e-4 });
      const parameters = Object.fromEntries(
        names.map((name) => [name, variable(tensor(reference.initial[name], reference.shapes[name]))]),
      );
      for (let step = 1; step <= 100; step++) {
        optimizer.learningRate = reference.learningRate[step - 1]!;
        optimizer.weightDecay = reference.weightDecay[step - 1]!;
        const gradients = Object.fromEntries(
          names.map((name) => [name, tensor(reference.gradients[name][step - 1]!, reference.shapes[name])]),
        );
        optimizer.apply(parameters, gradients);
        for (const gradient of Object.values(gradients)) gradient.dispose();

        const after = reference.after[String(step) as keyof typeof reference.after];
        if (after === undefined) continue;
        const state = optimizer.state();
        for (const name of names) {
          const expected = after[name];
          expect(difference(parameters[name]!, expected.parameter, Math.abs)).toBeLessThan(1e-5);
          expect(difference(state[`adamw/v/${name}`]!, expected.second, Math.abs)).toBeLessThan(1e-5);
          // m is a sum of terms of both signs and passes through 0: relative to the largest entry.
          const largest = Math.max(...expected.first.map(Math.abs));
          expect(difference(state[`adamw/m/${name}`]!, expected.first, () => largest)).toBeLessThan(1e-5);
        }
      }
      for (const parameter of Object.values(parameters)) parameter.dispose();
      optimizer.dispose();
      expect(memory().numTensors).toBe(before + names.length); // the tensors given to variable()
    },
  );
});
