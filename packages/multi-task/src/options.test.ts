import '@tensorflow/tfjs';
import { rulHealthTasks } from '@amnl/amnl-loss';
import { expect, test } from 'vitest';
import { caGrad, dwa, gaba, gradNorm, pcGrad, uncertaintyWeighting } from './index.js';

const RULES = [uncertaintyWeighting, dwa, gradNorm, gaba, pcGrad, caGrad];

test.each(RULES)('%o refuses what it does not know, one task, and weights of tasks', (rule) => {
  const { rul, health } = rulHealthTasks();
  expect(() => rule({ oops: 1 } as never)).toThrow("unknown option 'oops'");
  expect(() => rule({ tasks: { rul } })).toThrow('`tasks` must be at least two tasks by name, but is "rul"');
  expect(() => rule({ tasks: { rul: { ...rul, weight: 0.3 }, health } })).toThrow('`tasks.rul.weight` is 0.3');
});

test.each<[() => unknown, string]>([
  [() => uncertaintyWeighting({ learningRate: 0 }), '`learningRate` must be a number > 0, but is 0'],
  [() => gradNorm({ learningRate: Number.NaN }), '`learningRate` must be a number > 0, but is NaN'],
  [() => gradNorm({ alpha: -1 }), '`alpha` must be a number ≥ 0, but is -1'],
  [() => dwa({ temperature: 0 }), '`temperature` must be a number > 0, but is 0'],
  [() => gaba({ decay: 1 }), '`decay` must be a number in [0, 1), but is 1'],
  [() => gaba({ floor: 0.6 }), '`floor` must be a number in [0, 1 / 2], but is 0.6'],
  [() => gaba({ warmup: 0.5 }), '`warmup` must be a whole number ≥ 0, but is 0.5'],
  [() => caGrad({ c: 1 }), '`c` must be a number in [0, 1), but is 1'],
])('%s is refused', (call, message) => expect(call).toThrow(message));
