import type { HostBatch } from '@amnl/core-loop';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../tools/vitest/thrown.js';
import { fitScaler } from './fit-scaler.js';
import { running, tinyFleet, truncated, WIDTH } from './fixtures/tiny-fleet.js';
import { type WindowSourceOptions, windowSource } from './source.js';
import { makeWindows, windowView } from './windows.js';

const fleet = tinyFleet({ lengths: [40, 3, 33], role: 'test', ends: truncated(10, 60, 100) });
const scaler = fitScaler({ ...fleet, role: 'train' });
const windows = makeWindows(fleet, scaler); // 11 + 1 + 4
const labels = { rulCap: 125, healthBorders: { degrading: 50, critical: 15 } };
const SIZE = 30 * WIDTH;
const batchesOf = (options: WindowSourceOptions, epoch = 0, seed = 42) => [
  ...windowSource(windows, { labels, ...options }).batches({ epoch, seed }),
];
const column = (batches: HostBatch[], name: string) => batches.flatMap((batch) => [...batch.targets[name]!.data]);

describe('windowSource', () => {
  it('gives windows in order, the last batch smaller', () => {
    const batches = batchesOf({ batchSize: 6 });
    expect(batches.map((batch) => batch.size)).toEqual([6, 6, 4]);
    expect(windowSource(windows, { batchSize: 6 }).batchesPerEpoch).toBe(3);
    expect(batches[2]!.inputs['window']!.shape).toEqual([4, 30, WIDTH]);
    for (const [b, batch] of batches.entries()) {
      for (let i = 0; i < batch.size; i++) {
        const data = batch.inputs['window']!.data.subarray(i * SIZE, (i + 1) * SIZE);
        expect(data).toEqual(windowView(windows, b * 6 + i));
      }
    }
  });

  it('has the targets of the specification', () => {
    const batches = batchesOf({ batchSize: 6 });
    expect(column(batches, 'uncappedRul')).toEqual([
      20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 60, 103, 102, 101, 100,
    ]);
    expect(column(batches, 'health')).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0]);
    expect(column(batches, 'unit')).toEqual([...new Array(11).fill(0), 1, 2, 2, 2, 2]);
    expect(column(batches, 'last')).toEqual([...new Array(10).fill(0), 1, 1, 0, 0, 0, 1]);
    const { targets } = batches[0]!;
    expect(targets['rul']!.data).toBeInstanceOf(Float32Array);
    expect(targets['uncappedRul']!.data).toBeInstanceOf(Float32Array);
    for (const name of ['health', 'unit', 'last']) expect(targets[name]!.data).toBeInstanceOf(Int32Array);
    for (const target of Object.values(targets)) expect(target.shape).toEqual([6]);
  });

  it('caps rul, and only rul', () => {
    expect(column(batchesOf({ labels: { ...labels, rulCap: 18 } }), 'rul').slice(0, 4)).toEqual([18, 18, 18, 17]);
    expect(column(batchesOf({ labels: { ...labels, rulCap: 18 } }), 'uncappedRul').slice(0, 4)).toEqual([
      20, 19, 18, 17,
    ]);
    expect(Math.max(...column(batchesOf({ labels: { ...labels, rulCap: Number.POSITIVE_INFINITY } }), 'rul'))).toBe(
      103,
    );
    const long = makeWindows({ ...fleet, ends: truncated(200, 200, 200) }, scaler);
    const [batch] = windowSource(long, { labels }).batches({ epoch: 0, seed: 0 });
    expect([...batch!.targets['rul']!.data].every((rul) => rul === 125)).toBe(true);
  });

  it('trains on rul and health alone', () => {
    expect(Object.keys(batchesOf({ shuffle: true })[0]!.targets)).toEqual(['rul', 'health']);
    expect(Object.keys(batchesOf({ shuffle: true, evaluation: true })[0]!.targets)).toContain('last');
  });

  it('shuffles as a pure function of seed and epoch', () => {
    const order = (epoch: number, seed: number) =>
      column(batchesOf({ shuffle: true, evaluation: true, batchSize: 5 }, epoch, seed), 'uncappedRul');
    expect(order(0, 42)).toEqual(order(0, 42));
    expect(order(0, 42)).not.toEqual(order(1, 42));
    expect(order(0, 42)).not.toEqual(order(0, 43));
    const plain = column(batchesOf({}), 'uncappedRul').sort();
    expect([...order(3, 1)].sort()).toEqual(plain);
  });

  it('keeps window and label together when shuffled', () => {
    for (const batch of batchesOf({ shuffle: true, evaluation: true, batchSize: 7 })) {
      for (let i = 0; i < batch.size; i++) {
        const [unit, rul] = ['unit', 'uncappedRul'].map((name) => batch.targets[name]!.data[i]!);
        const index = [...windows.unit].findIndex((one, j) => one === unit && windows.uncappedRul![j] === rul);
        expect(batch.inputs['window']!.data.subarray(i * SIZE, (i + 1) * SIZE)).toEqual(windowView(windows, index));
        expect(batch.targets['rul']!.data[i]).toBe(windows.uncappedRul![index]);
      }
    }
  });

  it('reuses one array on request, and never otherwise', () => {
    const buffers = (reuse: boolean) =>
      new Set(batchesOf({ batchSize: 4, reuse }).map((b) => b.inputs['window']!.data.buffer));
    expect(buffers(true).size).toBe(1);
    expect(buffers(false).size).toBe(4);
  });

  it('keeps two passes at a time apart: evaluations may run side by side', () => {
    const source = windowSource(windows, { batchSize: 4, reuse: true });
    const [first, second] = [0, 1].map(() => source.batches({ epoch: 0, seed: 0 })[Symbol.iterator]());
    const held = first!.next().value!.inputs['window']!.data;
    const before = [...held];
    for (let i = 0; i < 3; i++) second!.next();
    expect([...held]).toEqual(before);
  });

  it('drops a last batch that is not full on request', () => {
    expect(batchesOf({ batchSize: 6, dropLast: true }).map((batch) => batch.size)).toEqual([6, 6]);
    expect(codeOf(() => windowSource(windows, { batchSize: 17, dropLast: true }))).toBe('DF_NO_WINDOWS');
  });

  it('has no labels where the remaining life is not known', () => {
    const unlabelled = makeWindows({ ...fleet, ends: running(3) }, scaler);
    const [batch] = windowSource(unlabelled, { labels }).batches({ epoch: 0, seed: 0 });
    expect(Object.keys(batch!.targets)).toEqual(['unit', 'last']);
    const [plain] = windowSource(windows).batches({ epoch: 0, seed: 0 });
    expect(Object.keys(plain!.targets)).toEqual(['unit', 'last']);
  });

  it.each([
    { batchSize: 0 },
    { batchSize: Number.NaN },
    { batchSize: 1.5 },
    { labels: { ...labels, rulCap: 0 } },
    { labels: { ...labels, rulCap: Number.NaN } },
    { labels: { rulCap: 9 } as never },
    { labels: { ...labels, healthBorders: { degrading: 15, critical: 50 } } },
    { labels: { ...labels, healthBorders: { degrading: 15, critical: Number.NaN } } },
    { shuffle: 'no' as never },
  ])('refuses %j', (options) => expect(codeOf(() => windowSource(windows, options))).toBe('CL_OPTION_INVALID'));

  describe('of units of which some still run', () => {
    // Lives: known 20 … 10, then 60, then at least 95 … 92 for the third unit, where the cap is 125.
    const ends = [...truncated(10, 60), { kind: 'running', survived: 92 } as const];
    const mixed = makeWindows({ ...fleet, ends }, scaler);
    const targets = (options: WindowSourceOptions) => {
      const batches = [...windowSource(mixed, { labels, batchSize: 16, ...options }).batches({ epoch: 0, seed: 1 })];
      return Object.fromEntries(Object.entries(batches[0]!.targets).map(([name, { data }]) => [name, [...data]]));
    };
    const zeros = (n: number) => new Array<number>(n).fill(0);

    it('marks lower bounds below the cap, and states that they do not say', () => {
      const { rul, health, censored, running, uncappedRul } = targets({});
      expect(uncappedRul!.slice(12)).toEqual([95, 94, 93, 92]);
      expect(rul!.slice(12)).toEqual([95, 94, 93, 92]);
      expect(running).toEqual([...zeros(12), 1, 1, 1, 1]);
      expect(censored).toEqual([...zeros(12), 1, 1, 1, 1]);
      expect(health!.slice(11)).toEqual([0, 0, 0, 0, 0]);
      const low = targets({ labels: { rulCap: 94, healthBorders: { degrading: 93, critical: 15 } } });
      expect(low['rul']!.slice(12)).toEqual([94, 94, 93, 92]);
      expect(low['censored']!.slice(12)).toEqual([0, 0, 1, 1]); // at the cap the target is exact
      expect(low['running']!.slice(12)).toEqual([1, 1, 1, 1]);
      expect(low['health']!.slice(12)).toEqual([0, 0, -1, -1]);
    });

    it('trains on what loss functions need', () => {
      expect(Object.keys(targets({ shuffle: true }))).toEqual(['rul', 'health', 'censored']);
      expect(Object.keys(targets({}))).toEqual(['rul', 'health', 'censored', 'running', 'uncappedRul', 'unit', 'last']);
    });

    it('is told from a source of the same lives, all known', () => {
      const known = makeWindows({ ...fleet, ends: truncated(10, 60, 92) }, scaler);
      expect(known.uncappedRul).toEqual(mixed.uncappedRul);
      const prints = [known, mixed].map((w) => JSON.stringify(windowSource(w, { labels }).fingerprint));
      expect(prints[0]).not.toBe(prints[1]);
      expect(prints[0]).not.toContain('censored');
    });
  });
});
