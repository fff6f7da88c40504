import '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { createModel } from '../pipeline/network.js';
import { CONFIG_KEYS } from './config.js';
import { PRESET_NAMES } from './config-values.js';
import { presetConfig } from './resolve-config.js';

test.each(PRESET_NAMES)(
  '%s is complete and valid, and trains on FD001 with seed 42 if nothing else is said',
  (name) => {
    const config = presetConfig(name);
    expect(config).toMatchObject({
      preset: name,
      dataset: 'FD001',
      seed: 42,
      rulCap: 125,
      window: 30,
      emaDecay: 0.999,
      clipNorm: 1,
    });
    const optional = ['dataDir', 'simulate', 'threads'];
    expect(Object.keys(config).sort()).toEqual(CONFIG_KEYS.filter((key) => !optional.includes(key)).sort());
  },
);

test.each([
  ['paper', 3.493e6],
  ['compact', 1.0e6],
] as const)('%s has the documented size', (name, parameters) => {
  const model = createModel(presetConfig(name), 17);
  expect(model.parameterCount / parameters).toBeCloseTo(1, 2);
  model.dispose();
});
