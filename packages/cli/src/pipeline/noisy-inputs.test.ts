import '@tensorflow/tfjs';
import { hostRandom, type TrainableModel } from '@amnl/core-loop';
import { scalar, setBackend, tidy, variable, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { withNoisyInputs } from './noisy-inputs.js';

beforeAll(() => setBackend('cpu'));

/** Gives back what it is shown. */
class Mirror implements TrainableModel {
  readonly parameters = { weight: variable(scalar(1)) };
  readonly fingerprint = { of: 'a mirror' };
  forward(inputs: Parameters<TrainableModel['forward']>[0]) {
    return { rul: inputs['window']! };
  }
}

test('a network of somebody sees noise in training alone, the same at the same step, and keeps all else', () => {
  const model = new Mirror();
  const noisy = withNoisyInputs(model, 0.5);
  const seen = (training: boolean, counter: number) =>
    tidy(() => {
      const random = hostRandom({ seed: 3, counter });
      return Array.from(noisy.forward({ window: zeros([50, 40, 2]) }, { training, random })['rul']!.dataSync());
    });
  const drawn = seen(true, 1);
  expect(Math.sqrt(drawn.reduce((sum, x) => sum + x * x, 0) / drawn.length)).toBeCloseTo(0.5, 1);
  expect(seen(true, 1)).toEqual(drawn);
  expect(seen(true, 2)).not.toEqual(drawn);
  expect(new Set(seen(false, 1))).toEqual(new Set([0]));
  expect(noisy.parameters['weight']).toBe(model.parameters.weight);
  expect(noisy.fingerprint).toBe(model.fingerprint);
  expect(withNoisyInputs(model, 0)).toBe(model);
});
