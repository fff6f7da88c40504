import { expect, test } from 'vitest';
import { pumps } from '../fixtures/pumps.js';
import { completeConfig } from './complete-config.js';
import { type Config, configSchema } from './config.js';
import { presetConfig } from './resolve-config.js';

const withTest = pumps({ train: 6, test: 2 });
const data = { ...withTest, test: undefined };

test('the data say what the user does not', () => {
  expect(completeConfig(presetConfig('quick'), withTest)).toMatchObject({
    dataset: 'pumps',
    rulCap: 125,
  });
  const asked = { data: ['/data/pumps.csv'], dataset: 'north', rulCap: 90 } satisfies Partial<Config>;
  expect(completeConfig(presetConfig('quick', asked), withTest)).toMatchObject(asked);
});

test('the age is an input where the times count from when a unit was new, unless something else is said', () => {
  const sinceNew = { ...data, rules: { ...data.rules, sinceNew: true } };
  const ages = (preset: Config['preset'], changes = {}) =>
    [data, sinceNew].map((one) => completeConfig(presetConfig(preset, changes), one).age);
  expect(ages('default')).toEqual([false, true]);
  expect(ages('default', { age: false })).toEqual([false, false]);
  expect(ages('paper')).toEqual([false, false]);
});

test('a name that the data have and the setting may not', () => {
  const train = { ...data.train, name: 'a'.repeat(101) };
  expect(() => completeConfig(presetConfig('quick'), { ...data, train })).toThrow(
    /'dataset' \(from the data\) is "a+"?.*--set dataset=VALUE/,
  );
  expect(
    completeConfig(presetConfig('quick', { data: ['/data/pumps.csv'], dataset: 'north' }), { ...data, train }).dataset,
  ).toBe('north');
});

test('its keys have the order that they have once they were written and read', () => {
  const config = completeConfig(presetConfig('quick', { threads: 2 }), withTest);
  expect(JSON.stringify(configSchema.parse(JSON.parse(JSON.stringify(config))))).toBe(JSON.stringify(config));
});

test('test units are looked at after every epoch only where there are some, and they choose nothing', () => {
  const asked = presetConfig('quick', { testEveryEpoch: true });
  expect(() => completeConfig({ ...asked, selection: 'test' }, withTest)).toThrow(/selection = test.*Omit --selection/);
  expect(() => completeConfig(asked, data)).toThrow(/pumps has no test units/);
  expect(completeConfig(asked, withTest)).toMatchObject({ testEveryEpoch: true });
});
