import '@tensorflow/tfjs';
import type { NamedTensors, TrainableModel } from '@amnl/core-loop';
import { memory, setBackend, type Tensor, tensor1d, tensor2d, tidy, variable, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../../tools/vitest/thrown.js';
import { ensemble } from './ensemble.js';
import { context } from './fixtures/reference.js';

/** A network that says the same of every batch. */
const saying = (rul: number[], health: number[][]): TrainableModel => ({
  parameters: { weight: variable(tensor1d(rul)) },
  forward: () => ({ rul: tensor1d(rul), health: tensor2d(health) }),
});
const numbers = (tensor: Tensor | undefined) => Array.from(tensor!.dataSync());
const softmax = (logits: readonly number[]) => {
  const powers = logits.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
};

beforeAll(() => setBackend('cpu'));

describe('ensemble', () => {
  const logits = [
    [
      [1, 2, 3],
      [0, 0, 0],
    ],
    [
      [4, -1, 0.5],
      [2, 0, -2],
    ],
    [
      [0, 0, 200],
      [0, 0, 200],
    ],
  ];
  const members = logits.map((health, i) => saying([10 + 2 * i, 50 - 10 * i], health));
  const window = zeros([2, 3, 1]);

  it('gives the mean and the deviation of the members, and the mean of their probabilities', () => {
    const before = memory().numTensors;
    tidy(() => {
      const { rul, rul_spread: spread, health } = ensemble(members).forward({ window }, context(false)) as NamedTensors;
      // 10, 12, 14 and 50, 40, 30.
      expect(numbers(rul)).toEqual([12, 40]);
      expect(numbers(spread)[0]).toBeCloseTo(Math.sqrt(8 / 3), 5);
      expect(numbers(spread)[1]).toBeCloseTo(Math.sqrt(200 / 3), 5);
      const found = numbers(health);
      for (const row of [0, 1]) {
        const each = logits.map((of) => softmax(of[row]!));
        const wanted = [0, 1, 2].map((state) => each.reduce((sum, of) => sum + of[state]!, 0) / 3);
        const probabilities = softmax(found.slice(3 * row, 3 * row + 3));
        for (const [state, one] of wanted.entries()) expect(probabilities[state]).toBeCloseTo(one, 6);
      }
    });
    expect(memory().numTensors).toBe(before);
  });

  it('stays finite where all members rule a state out', () => {
    const sure = [saying([1], [[0, 0, 300]]), saying([1], [[0, 0, 300]])];
    tidy(() => {
      const found = numbers(ensemble(sure).forward({ window }, context(false))['health']);
      expect(found.every(Number.isFinite)).toBe(true);
      expect(softmax(found)[2]).toBe(1);
    });
  });

  it('has the weights of its members, by member, and is neither trained nor made of one', () => {
    const both = ensemble(members);
    expect(Object.keys(both.parameters)).toEqual(['member1/weight', 'member2/weight', 'member3/weight']);
    expect(both.parameters['member2/weight']).toBe(members[1]!.parameters['weight']);
    expect(codeOf(() => both.forward({ window }, context(true)))).toBe('RUL_ENSEMBLE_TRAINED');
    expect(codeOf(() => ensemble(members.slice(1, 2)))).toBe('CL_OPTION_INVALID');
  });
});
