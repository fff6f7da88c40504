import { simulateCmapss } from '@amnl/data-cmapss';
import { expect, test } from 'vitest';
import { completeConfig } from './complete-config.js';
import { configSchema } from './config.js';
import { presetConfig } from './resolve-config.js';

const { test: _, ...data } = simulateCmapss({ subset: 'FD003', trainUnits: 6, testUnits: 2 });
const withTest = { ...data, test: _ };

test('the data say what the user does not', () => {
  expect(completeConfig(presetConfig('quick'), withTest)).toMatchObject({
    dataset: 'FD003',
    rulCap: 125,
    selection: 'test',
  });
  expect(completeConfig(presetConfig('quick'), data)).toMatchObject({ selection: 'holdout' });
  const asked = { dataset: 'FD001', rulCap: 90, selection: 'holdout' } as const;
  expect(completeConfig(presetConfig('quick', asked), withTest)).toMatchObject(asked);
});

test('a name that the data have and the setting may not', () => {
  const train = { ...data.train, name: 'a'.repeat(101) };
  expect(() => completeConfig(presetConfig('quick'), { ...data, train })).toThrow(
    /'dataset' \(from the data\) is "a+"?.*--set dataset=VALUE/,
  );
  expect(completeConfig(presetConfig('quick', { dataset: 'FD001' }), { ...data, train }).dataset).toBe('FD001');
});

test('its keys have the order that they have once they were written and read', () => {
  const config = completeConfig(presetConfig('quick', { threads: 2 }), withTest);
  expect(JSON.stringify(configSchema.parse(JSON.parse(JSON.stringify(config))))).toBe(JSON.stringify(config));
});
