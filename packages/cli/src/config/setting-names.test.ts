import { expect, test } from 'vitest';
import { CONFIG_KEYS } from './config.js';
import { nearestSetting, SETTING_NAMES } from './setting-names.js';

test('are those of the configuration', () => {
  expect(SETTING_NAMES).toEqual(CONFIG_KEYS);
});

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
