import '@tensorflow/tfjs';
import { memory, tensor, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { AdamWOptimizer } from './adamw-optimizer.js';
import type { AdamWOptions } from './options.js';

/** Two variables a and b, and gradients for them. */
function pair() {
  const parameters = { a: variable(tensor([1, -2])), b: variable(tensor([3])) };
  const gradients = { a: tensor([0.5, -1]), b: tensor([2]) };
  return { parameters, gradients };
}

describe('AdamWOptimizer', () => {
  it('keys moments by name: a parameter without a gradient keeps weights and moments', () => {
    const { parameters, gradients } = pair();
    const optimizer = new AdamWOptimizer();
    optimizer.apply(parameters, gradients);
    const moment = optimizer.state()['adamw/m/b']!.dataSync();
    const weights = parameters.b.dataSync();
    optimizer.apply(parameters, { a: gradients.a });
    expect(optimizer.state()['adamw/m/b']!.dataSync()).toEqual(moment);
    expect(parameters.b.dataSync()).toEqual(weights);
  });

  it('applies the factors of groups, leaves frozen parameters alone', () => {
    const { parameters, gradients } = pair();
    const optimizer = new AdamWOptimizer({
      learningRate: 0.1,
      weightDecay: 0,
      groups: [{ match: /a/, learningRateFactor: 0.5 }],
      frozen: [/b/],
    });
    optimizer.apply(parameters, gradients);
    const [first, second] = parameters.a.dataSync();
    expect(first).toBeCloseTo(1 - 0.05, 6);
    expect(second).toBeCloseTo(-2 + 0.05, 6);
    expect(Array.from(parameters.b.dataSync())).toEqual([3]);
    expect(Object.keys(optimizer.state())).toEqual(['adamw/c1', 'adamw/c2', 'adamw/m/a', 'adamw/v/a']);
  });

  it('decays by the factor of the group, and not at all under noDecay', () => {
    const parameters = { a: variable(tensor([1])), b: variable(tensor([1])), c: variable(tensor([1])) };
    const optimizer = new AdamWOptimizer({
      learningRate: 0.1,
      weightDecay: 0.5,
      groups: [{ match: /a/, weightDecayFactor: 2 }],
      noDecay: [/c/],
    });
    optimizer.apply(parameters, { a: tensor([0]), b: tensor([0]), c: tensor([0]) });
    expect(parameters.a.dataSync()[0]).toBeCloseTo(0.9, 6);
    expect(parameters.b.dataSync()[0]).toBeCloseTo(0.95, 6);
    expect(parameters.c.dataSync()[0]).toBe(1);
  });

  it('continues from loaded state exactly', () => {
    const straight = pair();
    const optimizer = new AdamWOptimizer();
    for (let i = 0; i < 4; i++) optimizer.apply(straight.parameters, straight.gradients);

    const broken = pair();
    const first = new AdamWOptimizer();
    for (let i = 0; i < 2; i++) first.apply(broken.parameters, broken.gradients);
    const second = new AdamWOptimizer();
    second.load(first.state());
    first.dispose();
    for (let i = 0; i < 2; i++) second.apply(broken.parameters, broken.gradients);
    expect(broken.parameters.a.dataSync()).toEqual(straight.parameters.a.dataSync());
    expect(broken.parameters.b.dataSync()).toEqual(straight.parameters.b.dataSync());
  });

  it('makes two tensors a parameter and two corrections, and frees them', () => {
    const { parameters, gradients } = pair();
    const before = memory().numTensors;
    const optimizer = new AdamWOptimizer();
    for (let i = 0; i < 3; i++) optimizer.apply(parameters, gradients);
    expect(memory().numTensors).toBe(before + 2 * 2 + 2);
    optimizer.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('takes a parameter that joins later: its first step has the size of the rate, as in PyTorch', () => {
    const { parameters, gradients } = pair();
    const optimizer = new AdamWOptimizer({ learningRate: 0.1, weightDecay: 0 });
    for (let i = 0; i < 50; i++) optimizer.apply({ a: parameters.a }, { a: gradients.a });
    for (const expected of [2.9, 2.8, 2.7]) {
      optimizer.apply(parameters, gradients);
      expect(parameters.b.dataSync()[0]).toBeCloseTo(expected, 5);
    }
    optimizer.dispose();
  });

  it('refuses a gradient without a parameter', () => {
    const { parameters, gradients } = pair();
    expect(() => new AdamWOptimizer().apply({ a: parameters.a }, gradients)).toThrow(
      "[optim-adamw] no parameter 'b' for the gradient of that name; parameters: a. Use the same names for both. (AW_GRADIENT_UNKNOWN)",
    );
  });

  it.each<[AdamWOptions, string]>([
    [{ learningRate: -1 }, '`learningRate` must be a number ≥ 0, but is -1'],
    [{ learningRate: Number.NaN }, '`learningRate` must be a number ≥ 0, but is NaN'],
    [{ weightDecay: Number.POSITIVE_INFINITY }, '`weightDecay` must be a number ≥ 0, but is Infinity'],
    [{ beta1: 1 }, '`beta1` must be a number in [0, 1), but is 1'],
    [{ beta2: Number.NaN }, '`beta2` must be a number in [0, 1), but is NaN'],
    [{ epsilon: 0 }, '`epsilon` must be a number > 0, but is 0'],
    [{ noDecay: /bias/ as never }, '`noDecay` must be a list, but is /bias/'],
    [{ frozen: 'w' as never }, '`frozen` must be a list, but is "w"'],
  ])('refuses %j', (options, message) => {
    expect(() => new AdamWOptimizer(options)).toThrow(`[optim-adamw] ${message}. (CL_OPTION_INVALID)`);
  });
});
