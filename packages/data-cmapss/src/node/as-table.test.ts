import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { permutation } from '@amnl/core-loop';
import {
  type Fleet,
  type FleetData,
  historyLength,
  lastTime,
  prepareFleet,
  splitFleet,
  windowCount,
} from '@amnl/data-fleet';
import { readTable, type TableOptions } from '@amnl/data-fleet/node';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { RAW_NAMES, SETTING_NAMES } from '../columns.js';
import { FEATURE_NAMES } from '../features.js';
import { dataDir, present, why } from '../fixtures/nasa.js';
import type { CmapssData } from '../fleet.js';
import { formatFloat32 } from '../format.js';
import { cmapssRules } from '../rules.js';
import { simulateCmapss } from '../simulate.js';
import { sha256 } from './hash.js';
import { loadCmapss } from './load.js';

// NASA's data written as anybody's table give what NASA's own format gives, bit for bit.

const folder = mkdtempSync(join(tmpdir(), 'amnl as a table '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const renamed = (names: readonly string[]) => names.map((name) => `ch. ${name.toUpperCase()}`);
const DAY = 86_400_000;

/** Cells of a fleet in shuffled order: unit, cycle, timestamp a day apart, channels. */
function shuffled(fleet: Fleet) {
  const width = fleet.channels.length;
  const unitOf = fleet.units.flatMap((name, unit) => Array.from({ length: historyLength(fleet, unit) }, () => name));
  return Array.from(permutation(fleet.times.length, 3, 'rows of a table', 0), (row) => ({
    unit: unitOf[row]!,
    cycle: fleet.times[row]!,
    // Units start on days of their own, at half past six.
    at: new Date(Date.UTC(2001, 0, 1 + Number(unitOf[row]), 6, 30) + fleet.times[row]! * DAY),
    values: Array.from(fleet.values.subarray(row * width, (row + 1) * width)),
  }));
}

function writeCsv(name: string, fleet: Fleet): void {
  const head = ['machine', 'logged at', ...renamed(RAW_NAMES)].join(';');
  const lines = shuffled(fleet).map(({ unit, at, values }) =>
    [unit, at.toISOString(), ...values.map(formatFloat32)].join(';'),
  );
  writeFileSync(join(folder, name), `\uFEFF${[head, ...lines].join('\r\n')}\r\n`);
}

function writeParquet(name: string, fleet: Fleet): void {
  const rows = shuffled(fleet);
  const columnData = [
    ...renamed(RAW_NAMES).map((name, i) => ({
      name,
      type: 'FLOAT' as const,
      encoding: 'PLAIN' as const, // a dictionary has one entry for 0 and -0, and NASA's files have both
      data: rows.map(({ values }) => values[i]!),
    })),
    { name: 'machine', type: 'INT32' as const, data: rows.map(({ unit }) => Number(unit)) },
    { name: 'cycle', type: 'INT32' as const, data: rows.map(({ cycle }) => cycle) },
  ];
  writeFileSync(join(folder, name), new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 5000 })));
}

/** When each test unit failed: cycles after its last row. */
function writeFailures(name: string, fleet: Fleet, time: (unit: string, cycle: number) => string | number): void {
  const lines = fleet.units.map((unit, i) => {
    const end = fleet.ends[i]!;
    return `${unit},${time(unit, lastTime(fleet, i) + (end.kind === 'truncated' ? end.remaining : 0))}\n`;
  });
  writeFileSync(join(folder, name), `machine,failed at\n${lines.join('')}`);
}

const isoAt = (unit: string, cycle: number) =>
  new Date(Date.UTC(2001, 0, 1 + Number(unit), 6, 30) + cycle * DAY).toISOString();

async function tables({ subset, train, test, rules }: CmapssData): Promise<{ csv: FleetData; parquet: FleetData }> {
  const { labels, scaling, cut } = cmapssRules(subset);
  writeCsv('train.csv', train);
  writeCsv('test.csv', test);
  writeParquet('train.parquet', train);
  writeParquet('test.parquet', test);
  writeFailures('failures iso.csv', test, isoAt);
  writeFailures('failures.csv', test, (_, cycle) => cycle);
  const common = {
    unit: 'machine',
    channels: renamed(RAW_NAMES),
    settings: renamed(SETTING_NAMES),
    inputs: renamed(FEATURE_NAMES),
    conditions: scaling.conditions!,
    minStd: scaling.minStd!,
    failed: true,
    ...labels,
  } satisfies Partial<TableOptions>;
  const read = async (kind: string, time: TableOptions['time'], file: string): Promise<FleetData> => {
    const failed = { file, time: 'failed at' };
    const test = { files: `test.${kind}`, failed };
    const data = await readTable({ ...common, time, files: `train.${kind}`, test }, folder);
    expect(data.rules.labels).toEqual(rules.labels);
    // Where held-out units are cut is a rule of the benchmark, not of tables.
    return { ...data, rules: { ...data.rules, cut } };
  };
  return {
    csv: await read('csv', { column: 'logged at', unit: 'days' }, 'failures iso.csv'),
    parquet: await read('parquet', 'cycle', 'failures.csv'),
  };
}

/** Long arrays are compared by their bytes: walking through millions of numbers one by one takes half a minute. */
function bytes({ buffer, byteOffset, byteLength }: Float32Array | Float64Array | Int32Array): string {
  return sha256(new Uint8Array(buffer, byteOffset, byteLength));
}

/** Everything that training and evaluation see of units. */
function seen(data: FleetData, selection: 'test' | 'holdout') {
  const { scaler, train, selection: selected, test, sizes } = prepareFleet(data, { selection });
  const { settingScale, centroids, mean, std } = scaler.data;
  const windows = [train, selected, test].map(({ windows }) => {
    const { window, features, values, starts, units, unit, last, uncappedRul, censored } = windows;
    expect(windowCount(windows)).toBeGreaterThan(0);
    const arrays = [values, starts, unit, last, uncappedRul!, censored].map(bytes);
    return { window, features, units, arrays };
  });
  return { scaling: { settingScale, centroids, mean, std }, windows, sizes };
}

/** What a step of training gets. */
function batches(data: FleetData) {
  return [...prepareFleet(data, { selection: 'holdout' }).train.batches({ epoch: 2, seed: 5 })].slice(0, 3);
}

async function agree(data: CmapssData): Promise<void> {
  const { csv, parquet } = await tables(data);
  for (const [table, first] of [
    [csv, 0],
    [parquet, 1],
  ] as const) {
    for (const role of ['train', 'test'] as const) {
      const [mine, nasa] = [table[role]!, data[role]];
      expect(mine.units).toEqual(nasa.units);
      expect(mine.offsets).toEqual(nasa.offsets);
      expect(bytes(mine.values)).toBe(bytes(nasa.values));
      expect(mine.ends).toEqual(nasa.ends);
      // Timestamps count from each unit's first row, NASA's cycles from 1.
      expect(bytes(mine.times)).toBe(bytes(nasa.times.map((cycle) => cycle - 1 + first)));
    }
    expect(seen(table, 'test')).toEqual(seen(data, 'test'));
    expect(seen(table, 'holdout')).toEqual(seen(data, 'holdout'));
    expect(batches(table)).toEqual(batches(data));
    const cuts = (from: FleetData) => {
      const { holdout } = splitFleet(from.train, { ...from.rules.cut, seed: 7 });
      return { units: holdout.units, offsets: holdout.offsets, ends: holdout.ends };
    };
    expect(cuts(table)).toEqual(cuts(data));
  }
}

describe('a fleet written as a CSV with timestamps, and as Parquet, is the same as in NASA’s format', () => {
  it('simulated', async () => {
    await agree(simulateCmapss({ subset: 'FD002', trainUnits: 12, testUnits: 6 }));
  });

  it.skipIf(!present)(`FD001${why}`, async () => {
    await agree(await loadCmapss({ subset: 'FD001', dataDir }));
  });
});
