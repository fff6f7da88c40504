import { expect, test } from 'vitest';
import { nearestSetting } from './nearest-setting.js';

test.each([
  ['--lr', 'learningRate', true],
  ['--learning-rate', 'learningRate', true],
  ['--learning_rate=0.1', 'learningRate', true],
  ['--simulate', 'simulate', true],
  ['--wd', 'weightDecay', true],
  ['--learning-rat', 'learningRate', false],
])('%s means %s', (flag, name, exact) => {
  expect(nearestSetting(flag)).toEqual({ name, exact });
});

test.each(['--frobnicate', '--', '--constructor'])('%s means none', (flag) => {
  expect(nearestSetting(flag)).toBeUndefined();
});
