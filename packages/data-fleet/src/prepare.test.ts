import type { DataSource, HostBatch } from '@amnl/core-loop';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../tools/vitest/thrown.js';
import { tinyFleet, truncated, WIDTH } from './fixtures/tiny-fleet.js';
import { unitCount } from './fleet.js';
import { prepareFleet } from './prepare.js';
import type { WindowSource } from './source.js';

const batchesOf = (source: DataSource): HostBatch[] => [
  ...(source.batches({ epoch: 0, seed: 1 }) as Iterable<HostBatch>),
];

/** Name, uncapped life and first value of every window that is its unit's last one. */
const lastWindows = (source: WindowSource) =>
  batchesOf(source).flatMap(({ inputs, targets, size }) =>
    Array.from({ length: size }, (_, i) => i)
      .filter((i) => targets['last']!.data[i] === 1)
      .map((i) => [
        source.windows.units[targets['unit']!.data[i]!],
        targets['uncappedRul']!.data[i],
        inputs['window']!.data[i * 30 * WIDTH],
      ]),
  );

describe('prepareFleet', () => {
  const train = tinyFleet({ lengths: Array.from({ length: 10 }, (_, i) => 150 + i) });
  const test = tinyFleet({ lengths: [70, 80, 90, 100], role: 'test', ends: truncated(200, 20, 30, 40) });
  const labels = { rulCap: 125, healthBorders: { degrading: 50, critical: 15 } };
  const data = { train, test, rules: { labels } };
  const untested = { train, rules: { labels } };

  it('fits the scaler on what is left after holding out', () => {
    const { scaler, sizes } = prepareFleet(data, { selection: 'holdout' });
    expect(scaler.data.fittedOn.units).toBe(8);
    expect(sizes).toMatchObject({ trainUnits: 8, selectionUnits: 2, testUnits: 4 });
  });

  it('uses all training units with selection: test, which is the default', () => {
    const { scaler, selection, test, sizes } = prepareFleet(data);
    expect(scaler.data.fittedOn.units).toBe(10);
    expect(selection).toBe(test);
    expect(sizes.trainWindows).toBe(train.times.length - 29 * unitCount(train));
  });

  it('holds out, and tests on what it held out, where there are no test units', () => {
    const { selection, test, sizes } = prepareFleet(untested);
    expect(selection).toBe(test);
    expect(sizes).toMatchObject({ trainUnits: 8, selectionUnits: 2, testUnits: 2 });
    expect(codeOf(() => prepareFleet(untested, { selection: 'test' }))).toBe('DF_ROLE');
  });

  it('gives sources with the sizes it says', () => {
    const { train, selection, sizes } = prepareFleet(data, { selection: 'holdout', batchSize: 16, stride: 4 });
    expect(train.batchesPerEpoch).toBe(Math.ceil(sizes.trainWindows / 16));
    expect(selection.batchesPerEpoch).toBe(Math.ceil(sizes.selectionWindows / 256));
  });

  it('selects on the last windows only if told to, of the test units, and still tests on all', () => {
    const { selection, test, sizes } = prepareFleet(data, { selectionWindows: 'last' });
    expect(sizes.selectionWindows).toBe(4);
    expect(sizes.testWindows).toBe(prepareFleet(data).sizes.testWindows);
    expect(lastWindows(selection)).toHaveLength(4);
    expect(lastWindows(selection)).toEqual(lastWindows(test));
  });

  it('selects on the last windows only if told to, of the held-out units', () => {
    const { selection, sizes } = prepareFleet(data, { selection: 'holdout', selectionWindows: 'last' });
    expect(sizes).toMatchObject({ selectionUnits: 2, selectionWindows: 2, testUnits: 4 });
    const all = prepareFleet(data, { selection: 'holdout' }).selection;
    expect(lastWindows(selection)).toEqual(lastWindows(all));
  });

  it('caps training and evaluation apart', () => {
    const sources = prepareFleet(data, { rulCap: 90, evaluationRulCap: Number.POSITIVE_INFINITY });
    const highest = (source: DataSource) =>
      Math.max(...batchesOf(source).flatMap(({ targets }) => [...targets['rul']!.data]));
    expect(highest(sources.train)).toBe(90);
    expect(highest(sources.test)).toBeGreaterThan(125);
    expect(highest(prepareFleet(data).test)).toBe(125);
    expect(highest(prepareFleet(data, { rulCap: 90 }).test)).toBe(90);
  });

  it('hands on what the network is to see', () => {
    const { scaler, train } = prepareFleet({
      ...data,
      rules: { labels, scaling: { inputs: ['flow'], conditions: 2 } },
    });
    expect(scaler.conditions).toBe(2);
    expect(train.windows.features).toBe(1);
  });

  it.each([{ selection: 'train' as 'test' }, { selectionWindows: 'first' as 'last' }])('refuses %j', (options) => {
    expect(codeOf(() => prepareFleet(data, options))).toBe('CL_OPTION_INVALID');
  });
});
