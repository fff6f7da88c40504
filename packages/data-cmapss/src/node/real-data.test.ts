import {
  checkRows,
  checkWindows,
  type Fleet,
  fitScaler,
  historyLength,
  makeWindows,
  prepareFleet,
  type Scaler,
  unitCount,
  windowCount,
  windowView,
} from '@amnl/data-fleet';
import { beforeAll, describe, expect, it } from 'vitest';
import { dataDir, present, TRUE_CENTRES, why } from '../fixtures/nasa.js';
import { type CmapssData, rulValues } from '../fleet.js';
import { cmapssRules } from '../rules.js';
import type { Subset } from '../subsets.js';
import { NASA_FILES } from './checksums.js';
import { loadCmapss } from './load.js';

// From training-loop.md and SOURCE.md: rows, windows, test units, shortest test history, units shorter than a window.
const expected = {
  FD001: { rows: 20631, windows: 17731, test: 100, testRows: 13096, shortest: 31, conditions: 1, rul: [7, 145] },
  FD002: { rows: 53759, windows: 46219, test: 259, testRows: 33991, shortest: 21, conditions: 6, rul: [6, 194] },
  FD003: { rows: 24720, windows: 21820, test: 100, testRows: 16596, shortest: 38, conditions: 1, rul: [6, 145] },
  FD004: { rows: 61249, windows: 54028, test: 248, testRows: 41214, shortest: 19, conditions: 6, rul: [6, 195] },
} as const;

describe.skipIf(!present)(`NASA’s files${why}`, () => {
  describe.each(Object.entries(expected))('%s', (subset, sizes) => {
    let data: CmapssData;
    beforeAll(async () => {
      data = await loadCmapss({ subset: subset as Subset, dataDir });
    });

    it('are NASA’s, byte for byte', () => {
      expect(data).toMatchObject({ simulated: false, notices: [] });
      for (const [name, sum] of Object.entries(data.files)) expect(sum).toBe(NASA_FILES[name]!.sha256);
    });

    it('have the published sizes', () => {
      expect(data.train.values).toHaveLength(sizes.rows * 24);
      expect(data.test.values).toHaveLength(sizes.testRows * 24);
      expect(unitCount(data.test)).toBe(sizes.test);
      const lengths = Array.from({ length: sizes.test }, (_, e) => historyLength(data.test, e));
      expect(Math.min(...lengths)).toBe(sizes.shortest);
      const lives = rulValues(data.test);
      expect([Math.min(...lives), Math.max(...lives)]).toEqual(sizes.rul);
    });

    it('give the windows of the specification, and keep every test unit', () => {
      const scaler = fitScaler(data.train, cmapssRules(data.subset).scaling);
      expect(windowCount(makeWindows(data.train, scaler))).toBe(sizes.windows);
      const last = makeWindows(data.test, scaler, { which: 'last' });
      expect(windowCount(last)).toBe(sizes.test);
      expect(last.uncappedRul).toEqual(Float32Array.from(rulValues(data.test)));
      const all = makeWindows(data.test, scaler);
      expect(all.last.reduce((a, b) => a + b, 0)).toBe(sizes.test);
      if (sizes.shortest < 30) {
        const shortest = Array.from(last.time).indexOf(sizes.shortest);
        const view = windowView(last, shortest);
        for (let t = 1; t <= 30 - sizes.shortest; t++) {
          expect(view.subarray(t * 17, t * 17 + 17)).toEqual(view.subarray(0, 17));
        }
      }
      const pad = () => makeWindows(data.test, scaler, { pad: false });
      if (sizes.shortest < 30) expect(pad).toThrow(/DF_WINDOW_TOO_LONG/);
      else expect(windowCount(pad())).toBe(sizes.testRows - 29 * sizes.test);
    });

    it('have the published operating conditions', () => {
      const { data: fitted, conditions } = fitScaler(data.train, cmapssRules(data.subset).scaling);
      expect(conditions).toBe(sizes.conditions);
      for (const [c, centroid] of fitted.centroids.entries()) {
        for (const [i, value] of centroid.entries()) {
          const centre = TRUE_CENTRES[c]![i]!;
          expect(Math.abs(value - centre)).toBeLessThan(centre === 0 ? 0.003 : centre * 0.01);
        }
      }
      // Every sensor among the features varies; only the settings count as constant within a condition.
      for (const row of fitted.std) expect(row.map((std) => std === 1)).toEqual(row.map((_, i) => i < 3));
    });

    it('have test units that are all in range', () => {
      const scaler = fitScaler(data.train, cmapssRules(data.subset).scaling);
      expect(checkRows(data.test, scaler).inRange.indexOf(0)).toBe(-1);
    });

    it('split by unit', () => {
      const { sizes: split, scaler } = prepareFleet(data, { selection: 'holdout' });
      const n = unitCount(data.train);
      expect(split.selectionUnits).toBe(Math.round(n * 0.2));
      expect(split.trainUnits + split.selectionUnits).toBe(n);
      expect(scaler.data.fittedOn.units).toBe(split.trainUnits);
    });
  });

  it('begin with the numbers of the first line', async () => {
    const { train } = await loadCmapss({ subset: 'FD001', dataDir });
    const first =
      '-0.0007 -0.0004 100.0 518.67 641.82 1589.70 1400.60 14.62 21.61 554.36 2388.06 9046.19 1.30 47.47 521.66 2388.02 8138.62 8.4195 0.03 392 2388 100.00 39.06 23.4190';
    expect(train.values.subarray(0, 24)).toEqual(Float32Array.from(first.split(' ').map(Number)));
  });

  describe('to a scaler of FD001', () => {
    let test: Fleet;
    let scaler: Scaler;
    const out = (fleet: Fleet) => {
      const { inRange } = checkWindows(fleet, scaler, makeWindows(fleet, scaler));
      return inRange.reduce((sum, flag) => sum + 1 - flag, 0) / inRange.length;
    };
    const changed = (change: (row: Float32Array) => void): Fleet => {
      const values = test.values.slice();
      for (let at = 0; at < values.length; at += 24) change(values.subarray(at, at + 24));
      return { ...test, values };
    };
    const column = (name: string) => test.channels.indexOf(name);
    beforeAll(async () => {
      const data = await loadCmapss({ subset: 'FD001', dataDir });
      test = data.test;
      scaler = fitScaler(data.train, data.rules.scaling);
    });

    it.each(['FD002', 'FD004'] as const)('every window of %s is out of range', async (subset) => {
      expect(out((await loadCmapss({ subset, dataDir })).test)).toBe(1);
    });

    it('other units and another order of size are out of range', () => {
      const temperature = column('sensor_3'); // in °R
      expect(out(changed((row) => void (row[temperature]! -= 459.67)))).toBe(1); // in °F
      expect(out(changed((row) => void (row[temperature]! *= 5 / 9)))).toBe(1); // in K
      for (const name of ['sensor_2', 'sensor_8', 'sensor_21']) {
        expect(out(changed((row) => void (row[column(name)]! *= 10))), name).toBe(1);
      }
    });

    it('swapped columns are out of range, but for speeds that are nearly the same and columns that are', () => {
      const swapped = (a: string, b: string) =>
        out(changed((row) => void ([row[column(a)], row[column(b)]] = [row[column(b)]!, row[column(a)]!])));
      const pairs = ['sensor_2 sensor_3', 'sensor_9 sensor_14', 'sensor_20 sensor_21', 'setting_1 setting_2'];
      // This one by how they go together alone: sensor_1 is 518.67 always, and sensor_12 gets as low in its training rows.
      pairs.push('sensor_1 sensor_12');
      // These have nearly the same values, but sensor_18 never changes, and the others always do.
      pairs.push('sensor_8 sensor_18', 'sensor_13 sensor_18');
      for (const pair of pairs) expect(swapped(...(pair.split(' ') as [string, string])), pair).toBe(1);
      for (const pair of ['sensor_8 sensor_13', 'setting_3 sensor_19']) {
        expect(swapped(...(pair.split(' ') as [string, string])), pair).toBe(0);
      }
    });
  });
});
