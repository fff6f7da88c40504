import '@tensorflow/tfjs';
import { fill, memory, scalar, tensor, tidy, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adamWStep, biasCorrections, stepSizes } from './adamw.js';
import { AdamWOptimizer } from './adamw-optimizer.js';

const constants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** One step from fresh moments at t = 1. */
function firstStep(parameter: number[], gradient: number[], rate: number, decay?: number): number[] {
  return tidy(() => {
    const corrections = biasCorrections({ first: scalar(0), second: scalar(0) }, constants);
    const sizes = stepSizes(corrections, scalar(rate), decay === undefined ? undefined : scalar(decay));
    const zero = tensor(parameter.map(() => 0));
    const state = { parameter: tensor(parameter), first: zero, second: zero };
    return Array.from(adamWStep(state, tensor(gradient), sizes, constants).parameter.dataSync());
  });
}

describe('adamWStep', () => {
  it('moves by the learning rate at the first step, whatever the size of the gradient', () => {
    // m̂ = g, v̂ = g²: the update is α g / (|g| + ε), decay α λ θ = 0.1 · 0.5 · 2 = 0.1.
    const [down, up, still] = firstStep([2, 2, 2], [3, -400, 0], 0.1, 0.5);
    expect(down).toBeCloseTo(2 - 0.1 - 0.1, 6);
    expect(up).toBeCloseTo(2 - 0.1 + 0.1, 6);
    expect(still).toBeCloseTo(2 - 0.1, 6);
  });

  it('adds epsilon outside the root', () => {
    // g = 1e-8 = ε: α g / (|g| + ε) = α / 2; inside the root it would be α · 1e-8 / √(1e-16 + 1e-8) ≈ α · 1e-4.
    expect(firstStep([1], [1e-8], 0.1)[0]).toBeCloseTo(1 - 0.05, 5);
  });

  it('does not decay without a weight decay', () => {
    expect(firstStep([2], [0], 0.1)).toEqual([2]);
  });

  it('goes on decaying where 1 − α λ is 1 in float32', () => {
    const [steps, count, learningRate, weightDecay] = [300, 1000, 2.5e-4, 1e-4];
    expect(Math.fround(1 - learningRate * weightDecay)).toBe(1); // α λ = 2.5e-8
    // The same run with and without decay, on gradients of changing size and sign: the means differ by what decay took.
    const mean = (decay: number): number => {
      const optimizer = new AdamWOptimizer({ learningRate, weightDecay: decay });
      const w = variable(fill([count], 1.5));
      for (let t = 0; t < steps; t++) {
        const gradient = tensor(Float32Array.from({ length: count }, (_, i) => Math.sin(1.7 * i + 0.37 * t * t)));
        optimizer.apply({ w }, { w: gradient });
        gradient.dispose();
      }
      const values = Array.from(w.dataSync());
      w.dispose();
      optimizer.dispose();
      return values.reduce((sum, x) => sum + x, 0) / count;
    };
    const taken = mean(0) - mean(weightDecay);
    expect(taken / (1.5 * learningRate * weightDecay * steps)).toBeCloseTo(1, 1);
  });
});

describe('biasCorrections', () => {
  it('is 1 − β^t to 1e-6 over the first 100 steps and to 3e-5 ever after', () => {
    let corrections = { first: tensor(0), second: tensor(0) };
    for (let t = 1; t <= 20_000; t++) {
      const next = biasCorrections(corrections, constants);
      corrections.first.dispose();
      corrections.second.dispose();
      corrections = next;
      if (t > 100 && t % 500 !== 0) continue;
      const [first, second] = [1 - 0.9 ** t, 1 - 0.999 ** t];
      const limit = t <= 100 ? 1e-6 : 3e-5;
      expect(Math.abs(corrections.first.dataSync()[0]! / first - 1)).toBeLessThan(limit);
      expect(Math.abs(corrections.second.dataSync()[0]! / second - 1)).toBeLessThan(limit);
    }
    // Why not 1 − β^t in float32: 1.3e-5 wrong at the very first step.
    expect(Math.abs(Math.fround(1 - Math.fround(0.999)) / 0.001 - 1)).toBeGreaterThan(1.2e-5);
  });

  it('leaves no tensors', () => {
    const before = memory().numTensors;
    firstStep([1, 2], [3, 4], 0.1, 0.1);
    expect(memory().numTensors).toBe(before);
  });
});
