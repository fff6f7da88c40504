import { FEATURE_NAMES } from '@amnl/data-cmapss';
import { expect, test } from 'vitest';
import { configSchema } from '../config/config.js';
import { presetConfig } from '../config/resolve-config.js';
import { titleOf } from '../report/describe-run.js';
import { NASA_SETTINGS, symbolsOf } from './what-they-say.js';

test('cap and selection of the benchmark stand in no title', () => {
  const config = configSchema.parse({ ...presetConfig('quick'), dataset: 'FD001', ...NASA_SETTINGS });
  const run = { config, simulated: false, data: { checksum: 'abcdef' } };
  expect(titleOf(run)).toBe('FD001 · quick · seed 42');
  expect(titleOf({ ...run, config: { ...config, rulCap: 90 } })).toBe('FD001 · quick · rulCap 90 · seed 42');
});

test('inputs of C-MAPSS have symbols, others have none', () => {
  expect(symbolsOf(FEATURE_NAMES)!.slice(0, 4)).toEqual(['altitude', 'Mach', 'TRA', 'T24']);
  expect(symbolsOf([...FEATURE_NAMES.slice(3), 'age'])!).toEqual([...symbolsOf(FEATURE_NAMES)!.slice(3), 'age']);
  expect(symbolsOf([...FEATURE_NAMES].reverse())).toBeUndefined();
  expect(symbolsOf([...FEATURE_NAMES.slice(4), 'age'])).toBeUndefined();
});
