import '@tensorflow/tfjs';
import { hostRandom, type TrainableModel } from '@amnl/core-loop';
import { setBackend, tensor1d, tensor2d, tidy, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { sampleConfig } from '../fixtures/sample-config.js';
import { averageOf } from './network-of.js';

beforeAll(() => setBackend('cpu'));

const saying = (rul: number[], state: number): TrainableModel => ({
  parameters: {},
  forward: () => ({
    rul: tensor1d(rul),
    health: tensor2d(rul.map(() => [0, 1, 2].map((s) => (s === state ? 100 : 0)))),
  }),
});

test('of networks on the RUL alone the state is that of the mean, and not a mean of states', () => {
  const models = [saying([90, 10], 0), saying([8, 12], 2), saying([4, 5], 2)];
  const states = (loss: 'rul' | 'amnl') =>
    tidy(() => {
      const average = averageOf(models, sampleConfig('quick', { loss }), {
        healthBorders: { degrading: 50, critical: 15 },
      });
      const context = { training: false, random: hostRandom({ seed: 1, counter: 0 }) };
      const { rul, health } = average.forward({ window: zeros([2, 30, 17]) }, context);
      expect(Array.from(rul!.dataSync())).toEqual([34, 9]);
      return Array.from(health!.argMax(1).dataSync());
    });
  expect(states('rul')).toEqual([1, 2]);
  expect(states('amnl')).toEqual([2, 2]);
});
