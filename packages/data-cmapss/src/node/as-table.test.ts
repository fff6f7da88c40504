import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FleetData, prepareFleet, splitFleet, windowCount } from '@amnl/data-fleet';
import { readTable, type TableOptions } from '@amnl/data-fleet/node';
import { afterAll, describe, expect, it } from 'vitest';
import { writeAsTables } from '../fixtures/as-tables.js';
import { dataDir, present, why } from '../fixtures/nasa.js';
import type { CmapssData } from '../fleet.js';
import { simulateCmapss } from '../simulate.js';
import { sha256 } from './hash.js';
import { loadCmapss } from './load.js';

// NASA's data written as anybody's table give what NASA's own format gives, bit for bit.

const folder = mkdtempSync(join(tmpdir(), 'amnl as a table '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function tables(data: CmapssData): Promise<{ csv: FleetData; parquet: FleetData }> {
  const { csv, parquet } = writeAsTables(data, folder);
  const read = async (options: TableOptions): Promise<FleetData> => {
    const table = await readTable(options, folder);
    expect(table.rules.labels).toEqual(data.rules.labels);
    expect(table.rules.cut).toEqual(data.rules.cut);
    return table;
  };
  return { csv: await read(csv), parquet: await read(parquet) };
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
