import type { DataSource, HostBatch } from '@amnl/core-loop';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../tools/vitest/thrown.js';
import { running, tinyFleet, truncated, WIDTH } from './fixtures/tiny-fleet.js';
import { type UnitEnd, unitCount } from './fleet.js';
import type { FleetRules } from './fleet-data.js';
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
    const { scaler, sizes } = prepareFleet(data);
    expect(scaler.data.fittedOn.units).toBe(8);
    expect(sizes).toMatchObject({ trainUnits: 8, selectionUnits: 2, testUnits: 4 });
  });

  it('uses all training units with selection: test', () => {
    const { scaler, selection, test, sizes } = prepareFleet(data, { selection: 'test' });
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

  it('cuts held-out units where their lives tell networks apart: within the cap, if no rule says otherwise', () => {
    const long = tinyFleet({ lengths: Array.from({ length: 100 }, (_, i) => 600 + i) });
    const lives = (rules: FleetRules) => {
      const { selection } = prepareFleet({ train: long, rules }, { selectionWindows: 'last', holdoutFraction: 0.5 });
      return [...selection.windows.uncappedRul!];
    };
    const within = lives({ labels });
    expect(within).toHaveLength(50);
    expect(Math.max(...within)).toBeLessThanOrEqual(125);
    expect(Math.abs(within.reduce((a, b) => a + b) / 50 - 62.5)).toBeLessThan(15); // ± 3 standard errors of 5.2
    expect(Math.max(...lives({ labels: { ...labels, rulCap: Number.POSITIVE_INFINITY } }))).toBeGreaterThan(300);
    expect(new Set(lives({ labels, cut: { remaining: [7, 7] } }))).toEqual(new Set([7]));
  });

  it('looks at each held-out unit at several moments of its life, spread over the range', () => {
    const many = tinyFleet({ lengths: Array.from({ length: 20 }, (_, i) => 400 + i) });
    const rules = { labels, cut: { remaining: [0, 99] as const } };
    const options = { selectionWindows: 'last', holdoutFraction: 0.5, minHistory: 10 } as const;
    const looks = (holdoutCuts: number) => prepareFleet({ train: many, test, rules }, { ...options, holdoutCuts });
    const { selection, sizes } = looks(10);
    expect(sizes).toMatchObject({ selectionUnits: 10, selectionWindows: 100 });
    const lives = new Map<string, number[]>();
    for (const [name, life] of lastWindows(selection) as [string, number][])
      lives.set(name, [...(lives.get(name) ?? []), life]);
    expect(lives.size).toBe(10);
    // One in each tenth of 0 … 99, and each window is of the rows before it.
    for (const each of lives.values())
      expect(each.map((life) => Math.floor(life / 10)).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const { windows } = selection;
    for (const [i, row] of windows.row.entries()) {
      expect(windows.uncappedRul![i]).toBe(
        many.offsets[many.units.indexOf(windows.units[windows.unit[i]!]!) + 1]! - 1 - row,
      );
      expect(windows.timesOf(i).at(-1)).toBe(windows.time[i]);
    }
    const once = looks(1).selection;
    expect(lastWindows(once).map(([name]) => name)).toEqual([...lives.keys()]);
    for (const holdoutCuts of [0, 1.5, 1001])
      expect(codeOf(() => prepareFleet(data, { holdoutCuts }))).toBe('CL_OPTION_INVALID');
  });

  it('does not show the network the settings if told so, and still scales by condition', () => {
    const rules = { labels, scaling: { conditions: 2 } };
    const { scaler } = prepareFleet({ train, test, rules }, { settingInputs: false });
    expect(scaler.inputs).toEqual(['temperature', 'pressure', 'flow']);
    expect(scaler.conditions).toBe(2);
    const all = prepareFleet({ train, test, rules }, { settingInputs: true });
    expect(all.scaler.inputs).toEqual(train.channels);
    expect(all.scaler.data.centroids).toEqual(scaler.data.centroids);
  });

  it('trains and judges from `minHistory` rows on, whatever the window', () => {
    const { sizes } = prepareFleet(data, { window: 60, minHistory: 30, selection: 'test' });
    expect(sizes.trainWindows).toBe(train.times.length - 29 * unitCount(train));
    expect(sizes.testWindows).toBe(test.times.length - 29 * unitCount(test));
    const { selection } = prepareFleet(data, { selection: 'holdout', window: 120, minHistory: 5 });
    const kept = new Set(lastWindows(selection).map(([, life]) => Number(life)));
    expect(Math.max(...kept)).toBeLessThanOrEqual(125); // the rule of the cut, and not what 120 rows would leave
  });

  it('gives sources with the sizes it says', () => {
    const { train, selection, sizes } = prepareFleet(data, { selection: 'holdout', batchSize: 16, stride: 4 });
    expect(train.batchesPerEpoch).toBe(Math.ceil(sizes.trainWindows / 16));
    expect(selection.batchesPerEpoch).toBe(Math.ceil(sizes.selectionWindows / 256));
  });

  it('selects on the last windows only if told to, of the test units, and still tests on all', () => {
    const { selection, test, sizes } = prepareFleet(data, { selection: 'test', selectionWindows: 'last' });
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

  describe('with units that still run', () => {
    const lengths = Array.from({ length: 15 }, (_, i) => 150 + i);
    const ends = lengths.map((_, i): UnitEnd => ({ kind: i % 3 === 2 ? 'running' : 'failed' }));
    const fleet = tinyFleet({ lengths, ends });

    it('counts them, in training and in what it holds out', () => {
      const { sizes, train, selection } = prepareFleet({ train: fleet, rules: { labels } });
      expect(sizes).toMatchObject({
        trainUnits: 12,
        trainRunningUnits: 4,
        selectionUnits: 3,
        selectionRunningUnits: 1,
        testRunningUnits: 1,
      });
      expect(batchesOf(train)[0]!.targets).toHaveProperty('censored');
      expect(batchesOf(selection)[0]!.targets).toHaveProperty('running');
      expect(prepareFleet(data).sizes).toMatchObject({ trainRunningUnits: 0, testRunningUnits: 0 });
    });

    it('refuses what says too little of lives, with what to do', () => {
      const few = tinyFleet({ lengths: lengths.slice(0, 6), ends: ends.slice(0, 6) });
      expect(() => prepareFleet({ train: few, rules: { labels } })).toThrow(
        /pumps has 4 pumps with a known life; 2 still run. At least 5 are needed. .*DF_TOO_FEW_UNITS/,
      );
      const none = tinyFleet({ lengths: [90, 90], ends: running(2) });
      expect(() => prepareFleet({ train: none, test, rules: { labels } })).toThrow(
        /pumps has 0 pumps with a known life; 2 still run. At least 1 .*DF_TOO_FEW_UNITS/,
      );
      const untestable = { ...none, role: 'test' } as const;
      expect(codeOf(() => prepareFleet({ train, test: untestable, rules: { labels } }))).toBe('DF_TOO_FEW_UNITS');
    });
  });

  it('holds out one fold, and each unit in one of them', () => {
    const names = Array.from({ length: 5 }, (_, index) => {
      const { train: learned, selection, test } = prepareFleet(untested, { fold: { index, of: 5 } });
      expect(selection).toBe(test);
      expect([...learned.windows.units, ...test.windows.units].sort()).toEqual(train.units.toSorted());
      return test.windows.units;
    });
    expect(names.flat().sort()).toEqual(train.units.toSorted());
    // With test units of their own the run is selected on the fold, and still tested on those.
    const { sizes } = prepareFleet(data, { fold: { index: 0, of: 5 } });
    expect(sizes).toMatchObject({ trainUnits: 8, selectionUnits: 2, testUnits: 4 });
    expect(codeOf(() => prepareFleet(data, { fold: { index: 0, of: 5 }, selection: 'test' }))).toBe(
      'CL_OPTION_INVALID',
    );
  });

  it.each([{ selection: 'train' as 'test' }, { selectionWindows: 'first' as 'last' }])('refuses %j', (options) => {
    expect(codeOf(() => prepareFleet(data, options))).toBe('CL_OPTION_INVALID');
  });
});
