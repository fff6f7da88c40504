import type { DataSource, HostBatch } from '@amnl/core-loop';
import { describe, expect, it } from 'vitest';
import { codeOf } from './fixtures/tiny-fleet.js';
import { unitCount } from './fleet.js';
import { prepareCmapss } from './prepare.js';
import { simulateCmapss } from './simulate.js';

const batchesOf = (source: DataSource): HostBatch[] => [
  ...(source.batches({ epoch: 0, seed: 1 }) as Iterable<HostBatch>),
];

/** Unit, cycle, uncapped life and first value of every window that is its unit's last one. */
const lastWindows = (source: DataSource) =>
  batchesOf(source).flatMap(({ inputs, targets, size }) =>
    Array.from({ length: size }, (_, i) => i)
      .filter((i) => targets['last']!.data[i] === 1)
      .map((i) => [
        ...['unit', 'cycle', 'uncappedRul'].map((name) => targets[name]!.data[i]),
        inputs['window']!.data[i * 30 * 17],
      ]),
  );

describe('prepareCmapss', () => {
  const data = simulateCmapss({ subset: 'FD002', trainUnits: 10, testUnits: 4 });

  it('fits the scaler on what is left after holding out', () => {
    const { scaler, sizes } = prepareCmapss(data, { selection: 'holdout' });
    expect(scaler.data.fittedOn.units).toBe(8);
    expect(sizes).toMatchObject({ trainUnits: 8, selectionUnits: 2, testUnits: 4 });
  });

  it('uses all training units with selection: test', () => {
    const { scaler, selection, test, sizes } = prepareCmapss(data);
    expect(scaler.data.fittedOn.units).toBe(10);
    expect(selection).toBe(test);
    const rows = data.train.values.length / 24;
    expect(sizes.trainWindows).toBe(rows - 29 * unitCount(data.train));
  });

  it('gives sources with the sizes it says', () => {
    const { train, selection, sizes } = prepareCmapss(data, { selection: 'holdout', batchSize: 16, stride: 4 });
    expect(train.batchesPerEpoch).toBe(Math.ceil(sizes.trainWindows / 16));
    expect(selection.batchesPerEpoch).toBe(Math.ceil(sizes.selectionWindows / 256));
  });

  it('selects on the last windows only if told to, of the test units, and still tests on all', () => {
    const { selection, test, sizes } = prepareCmapss(data, { selectionWindows: 'last' });
    expect(sizes.selectionWindows).toBe(4);
    expect(sizes.testWindows).toBe(prepareCmapss(data).sizes.testWindows);
    expect(lastWindows(selection)).toHaveLength(4);
    expect(lastWindows(selection)).toEqual(lastWindows(test));
  });

  it('selects on the last windows only if told to, of the held-out units', () => {
    const { selection, sizes } = prepareCmapss(data, { selection: 'holdout', selectionWindows: 'last' });
    expect(sizes).toMatchObject({ selectionUnits: 2, selectionWindows: 2, testUnits: 4 });
    expect(lastWindows(selection)).toEqual(lastWindows(prepareCmapss(data, { selection: 'holdout' }).selection));
  });

  it('caps training and evaluation apart', () => {
    const { train, test } = prepareCmapss(data, { rulCap: 90, evaluationRulCap: Number.POSITIVE_INFINITY });
    const highest = (source: DataSource) =>
      Math.max(...batchesOf(source).flatMap(({ targets }) => [...targets['rul']!.data]));
    expect(highest(train)).toBe(90);
    expect(highest(test)).toBeGreaterThan(125);
  });

  it.each([{ selection: 'train' as 'test' }, { selectionWindows: 'first' as 'last' }])('refuses %j', (options) => {
    expect(codeOf(() => prepareCmapss(data, options))).toBe('DC_OPTION_INVALID');
  });
});
