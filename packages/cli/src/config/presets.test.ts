import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs';
import { NETWORKS as OF_PACKAGE } from '@amnl/model-rul';
import { expect, test } from 'vitest';
import { sampleConfig } from '../fixtures/sample-config.js';
import { createModel } from '../pipeline/network.js';
import { CONFIG_KEYS, FROM_DATA, WHERE_DATA_ARE } from './config.js';
import { NETWORKS, PRESET_NAMES } from './config-values.js';
import { presetConfig } from './resolve-config.js';

test.each(PRESET_NAMES)(
  '%s is valid, and says all that the data do not say; the seed is 42 if nothing else is said',
  (name) => {
    const config = presetConfig(name);
    expect(config).toMatchObject({
      preset: name,
      seed: 42,
      emaDecay: 0.999,
      clipNorm: 1,
    });
    const unsaid: readonly string[] = [
      ...WHERE_DATA_ARE,
      ...FROM_DATA.filter((key) => !(key in config)),
      'testEveryEpoch',
      'network',
      'splitSeed',
      'folds',
      'fold',
      'threads',
    ];
    expect(Object.keys(config).sort()).toEqual(CONFIG_KEYS.filter((key) => !unsaid.includes(key)).sort());
  },
);

test.each([
  ['paper', 3.493e6],
  ['default', 0.246e6],
] as const)('%s has the documented size', (name, parameters) => {
  const model = createModel(sampleConfig(name), 17);
  expect(model.parameterCount / parameters).toBeCloseTo(1, 2);
  model.dispose();
});

test('default is what the benchmark in docs/science measures', () => {
  const file = new URL('../../../../docs/science/benchmark.json', import.meta.url);
  const { settings, variants } = JSON.parse(readFileSync(file, 'utf8'));
  const { preset: _, age, threads: __, ...measured } = presetConfig('paper', { ...settings, ...variants['30-epochs'] });
  const { preset: ___, ...recipe } = presetConfig('default');
  expect(recipe).toEqual(measured);
  expect(age).toBe(true); // as the data say of themselves
});

test('the age is an input where the data say it, but for presets that were tuned without it', () => {
  expect(PRESET_NAMES.map((name) => presetConfig(name).age)).toEqual([false, undefined, false]);
});

test('the networks are those of the package', () => {
  expect(NETWORKS).toEqual(OF_PACKAGE);
});
