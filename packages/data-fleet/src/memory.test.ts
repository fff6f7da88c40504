import { afterEach, expect, it, vi } from 'vitest';
import { codeOf } from '../../../tools/vitest/thrown.js';
import { fitScaler } from './fit-scaler.js';
import { running, tinyFleet, truncated } from './fixtures/tiny-fleet.js';
import { type Fleet, selectUnits } from './fleet.js';
import { checkWindows } from './in-range.js';
import { prepareFleet } from './prepare.js';
import { lastWindows, makeWindows, type Windows } from './windows.js';

const labels = { rulCap: 40, healthBorders: { degrading: 20, critical: 5 } };
const fleet = tinyFleet({ lengths: [40, 9, 25, 61, 33], ends: [...truncated(0, 4, 0), ...running(2)] });

afterEach(() => void vi.unstubAllGlobals());

/** Everything of windows, with the times that a function gives. */
function allOf(windows: Windows) {
  return { ...windows, timesOf: [...windows.starts.keys()].map((i) => windows.timesOf(i)) };
}

it('fits and cuts some units as a fleet of these alone, without copying their rows', () => {
  const units = [0, 2, 3];
  const alone = selectUnits(fleet, units);
  const scaler = fitScaler(fleet, { units });
  expect(scaler.toJSON()).toEqual(fitScaler(alone).toJSON());
  expect(fitScaler(fleet, { units: [3, 0, 2, 0] }).toJSON()).toEqual(scaler.toJSON());
  const [some, copied] = [makeWindows(fleet, scaler, { window: 8, units }), makeWindows(alone, scaler, { window: 8 })];
  expect({ ...allOf(some), row: 0 }).toEqual({ ...allOf(copied), row: 0 });
  // A row is one of the fleet that was given.
  expect([...some.row].map((row) => fleet.times[row])).toEqual([...some.time]);
  expect(checkWindows(fleet, scaler, some)).toEqual(checkWindows(alone, scaler, copied));
  for (const wrong of [[5], [-1], [0.5]]) {
    expect(codeOf(() => fitScaler(fleet, { units: wrong }))).toBe('DF_UNIT_UNKNOWN');
    expect(codeOf(() => makeWindows(fleet, scaler, { units: wrong }))).toBe('DF_UNIT_UNKNOWN');
  }
  expect(codeOf(() => fitScaler(fleet, { units: [] }))).toBe('CL_OPTION_INVALID');
});

it('has the last windows among all of them', () => {
  const scaler = fitScaler(fleet);
  const all = makeWindows(fleet, scaler, { window: 30 });
  const last = lastWindows(all);
  expect(allOf(last)).toEqual(allOf(makeWindows(fleet, scaler, { window: 30, which: 'last' })));
  expect(last.values).toBe(all.values);
});

it('takes 45 bytes for a row of 8 channels to train on, and places of windows only when they are asked for', () => {
  const made = [50, 100].map((units) => {
    const many = longFleet(units + 2);
    const count = countBytes();
    const { train, sizes } = prepareFleet({ train: many, rules: { labels } }, { holdoutFraction: 2 / (units + 2) });
    expect([sizes.trainUnits, sizes.selectionUnits]).toEqual([units, 2]);
    const prepared = count.bytes;
    void train.fingerprint;
    const fingerprinted = count.bytes;
    expect(train.windows.time).toHaveLength(sizes.trainWindows);
    expect(count.bytes - fingerprinted).toBe(8 * sizes.trainWindows);
    return { prepared, fingerprinted };
  });
  const rows = 50 * LIFE;
  // Scaled 32; where its window starts, its remaining life, and whether that is a bound, 4 each; whether it is fitted on, 1.
  expect((made[1]!.prepared - made[0]!.prepared) / rows).toBeCloseTo(45, 0);
  expect((made[1]!.fingerprinted - made[0]!.fingerprinted) / rows).toBeCloseTo(45, 0);
});

const LIFE = 2000;

function longFleet(units: number): Fleet {
  const channels = Array.from({ length: 8 }, (_, i) => `c${i + 1}`);
  const values = Float32Array.from({ length: units * LIFE * 8 }, (_, i) => Math.sin(i));
  return { ...tinyFleet({ lengths: new Array<number>(units).fill(LIFE) }), channels, values, settings: [] };
}

/** Counts the bytes of the arrays of numbers that are made from now on. */
function countBytes(): { bytes: number } {
  vi.unstubAllGlobals();
  const count = { bytes: 0 };
  for (const Numbers of [Float32Array, Float64Array, Int32Array, Uint32Array, Int8Array, Uint8Array]) {
    const construct = (target: typeof Numbers, given: unknown[]) => {
      const made = Reflect.construct(target, given);
      if (!(given[0] instanceof ArrayBuffer)) count.bytes += made.byteLength;
      return made;
    };
    vi.stubGlobal(Numbers.name, new Proxy(Numbers, { construct }));
  }
  return count;
}
