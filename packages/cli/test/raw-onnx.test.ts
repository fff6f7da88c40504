import '@tensorflow/tfjs';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fillUniform } from '@amnl/core-loop';
import type { CmapssData } from '@amnl/data-cmapss';
import { loadCmapss } from '@amnl/data-cmapss/node';
import {
  checkWindows,
  type Fleet,
  fitScaler,
  makeWindows,
  RANGE_KINDS,
  type Scaler,
  type ScalerData,
} from '@amnl/data-fleet';
import { loadRuntime } from '@amnl/engine-onnx';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { onnxModels } from '../src/export/onnx-model.js';
import { randomModel } from '../src/fixtures/random-model.js';
import { sampleConfig } from '../src/fixtures/sample-config.js';

const WINDOW = 30;
const NASA = process.env['AMNL_DATA_DIR'] || fileURLToPath(new URL('../../../../shared/data/cmapss', import.meta.url));
const isReal = existsSync(`${NASA}/train_FD002.txt`);
const config = sampleConfig('quick', { hidden: 6, heads: 3, channels: [5, 7], funnel: [9, 4], window: WINDOW });

/** Rows of a unit, oldest first. */
type Rows = number[][];
/** Whole numbers below `n`, the same each time. */
const draw = (count: number, n: number, name: string) =>
  Array.from(fillUniform(new Float32Array(count), 5, name, 0), (u) => Math.min(n - 1, Math.floor(u * n)));

const unitRows = ({ offsets, values, channels }: Fleet, unit: number): Rows =>
  Array.from({ length: offsets[unit + 1]! - offsets[unit]! }, (_, i) => {
    const at = (offsets[unit]! + i) * channels.length;
    return Array.from(values.subarray(at, at + channels.length));
  });

/** What its caller does: a unit with fewer rows repeats its first one. */
const padded = (rows: Rows): Rows =>
  Array.from({ length: WINDOW }, (_, i) => rows[Math.max(0, i - WINDOW + rows.length)]!);

/** The last rows of every test unit, and windows from anywhere in a life. */
function windowsOf(fleet: Fleet): Rows[] {
  const units = fleet.units.map((_, unit) => unitRows(fleet, unit));
  const any = draw(500, units.length, 'unit').map((unit, i) => {
    const rows = units[unit]!;
    const end = 2 + draw(500, rows.length - 1, 'end')[i]!;
    return rows.slice(Math.max(0, end - WINDOW), end);
  });
  return [...units.map((rows) => rows.slice(-WINDOW)), ...any];
}

/** The same rows with something wrong with them. */
function spoilt(
  windows: readonly Rows[],
  { channels, inputs }: { channels: readonly string[]; inputs: readonly string[] },
): Rows[] {
  const sensors = inputs.filter((name) => name.startsWith('sensor')).map((name) => channels.indexOf(name));
  const row = (i: number) => draw(windows.length, WINDOW, 'row')[i]!;
  const faults: readonly ((rows: Rows, i: number) => void)[] = [
    (rows, i) => void (rows[row(i) % rows.length]![sensors[i % sensors.length]!]! *= 1.02), // one value
    (rows, i) => void (rows[row(i) % rows.length]![i % 3]! += 0.7), // a setting
    (rows, i) =>
      rows.forEach((one) => void (one[sensors[i % sensors.length]!] = one[sensors[(i + 1) % sensors.length]!]!)), // a wire
    (rows, i) =>
      rows.forEach(
        (one, at) => void (at > 4 && (one[sensors[i % sensors.length]!] = rows[4]![sensors[i % sensors.length]!]!)),
      ),
    (rows) => rows.forEach((one, at) => void (at > 4 && one.splice(0, one.length, ...rows[4]!))), // the logger stands still
  ];
  return windows.map((rows, i) => {
    const copy = rows.map((one) => [...one]);
    faults[i % faults.length]!(copy, i);
    return copy.map((one) => one.map(Math.fround));
  });
}

/** z-scores by plain loops. */
function scaledByHand(rows: Rows, data: ScalerData): Rows {
  const out: Rows = [];
  for (const row of rows) {
    const value = (name: string) => row[data.channels.indexOf(name)]!;
    let [nearest, least] = [0, Number.POSITIVE_INFINITY];
    for (const [c, centroid] of data.centroids.entries()) {
      let distance = 0;
      for (const [s, name] of data.settings.entries()) {
        distance += ((value(name) - centroid[s]!) / data.settingScale[s]!) ** 2;
      }
      if (distance < least) [nearest, least] = [c, distance];
    }
    out.push(data.inputs.map((name, i) => (value(name) - data.mean[nearest]![i]!) / data.std[nearest]![i]!));
  }
  return out;
}

/** Every window a unit of its own, which has nothing before it. */
function fleetOf(windows: readonly Rows[], like: Fleet): Fleet {
  const offsets = [0];
  for (const { length } of windows) offsets.push(offsets.at(-1)! + length);
  return {
    ...like,
    units: windows.map((_, i) => String(i)),
    offsets: Int32Array.from(offsets),
    times: Float64Array.from(windows.flatMap((rows) => rows.map((_, i) => i + 1))),
    values: Float32Array.from(windows.flat(2)),
    ends: windows.map(() => ({ kind: 'running' })),
  };
}

/** Numbers by output. */
type Outputs = Readonly<Record<string, ArrayLike<number | bigint>>>;

async function runnerOf(file: Uint8Array, input: string): Promise<(windows: readonly Rows[]) => Promise<Outputs>> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(file);
  return async (windows) => {
    const shape = [windows.length, WINDOW, windows[0]![0]!.length];
    const found = await session.run({ [input]: new Tensor('float32', Float32Array.from(windows.flat(2)), shape) });
    return Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, data as Float32Array]));
  };
}

beforeAll(() => setBackend('cpu'));

describe.each(['FD001', 'FD002'] as const)(`%s, ${isReal ? "NASA's" : 'simulated'}`, (subset) => {
  let data: CmapssData;
  let scaler: Scaler;
  let run: (windows: readonly Rows[]) => Promise<Outputs>;
  let runNetwork: (scaled: readonly Rows[]) => Promise<Outputs>;
  beforeAll(async () => {
    const simulate = { trainUnits: 30, testUnits: 30 };
    data = await loadCmapss(isReal ? { subset, dataDir: NASA } : { subset, simulate });
    scaler = fitScaler(data.train, data.rules.scaling);
    const model = randomModel(config, scaler.inputs.length);
    const files = await onnxModels(model, { config, scaler: scaler.toJSON(), simulated: !isReal });
    model.dispose();
    const raw = await runnerOf(files.raw, 'rows');
    run = (windows) => raw(windows.map(padded));
    runNetwork = await runnerOf(files.network, 'window');
  });

  test('predicts what the network makes of rows that are scaled by plain loops, one at a time and many', async () => {
    const windows = windowsOf(data.test);
    const [found, expected] = [
      await run(windows),
      await runNetwork(windows.map((rows) => scaledByHand(padded(rows), scaler.data))),
    ];
    const apart = (a: Outputs, name: string) =>
      Array.from(a[name]!, (value, i) => Math.abs(Number(value) - Number(expected[name]![i])));
    expect(found['rul']).toHaveLength(windows.length);
    expect(Math.max(...apart(found, 'rul'))).toBeLessThan(1e-4);
    expect(Math.max(...apart(found, 'health'))).toBeLessThan(1e-6);
    for (const [i, rows] of windows.slice(0, 20).entries()) {
      const alone = await run([rows]);
      expect(Math.abs(Number(alone['rul']![0]) - Number(expected['rul']![i]))).toBeLessThan(1e-4);
    }
  });

  test('says of rows what @amnl/data-fleet says that has the window alone, also where something is wrong', async () => {
    const whole = windowsOf(data.test);
    const windows = [...whole, ...spoilt(whole, { channels: data.test.channels, inputs: scaler.inputs })];
    const fleet = fleetOf(windows, data.test);
    const checks = checkWindows(fleet, scaler, makeWindows(fleet, scaler, { window: WINDOW }));
    const found = await run(windows);
    const kinds = new Set<string>();
    for (let i = 0; i < windows.length; i++) {
      const actual = [
        Number(found['in_range']![i]),
        Number(found['worst_channel']![i]),
        Number(found['worst_kind']![i]),
      ];
      expect(actual, `window ${i}`).toEqual([checks.inRange[i], checks.channel[i], checks.kind[i]]);
      const far = checks.deviation[i]!;
      expect(Math.abs(Number(found['worst_deviation']![i]) - far)).toBeLessThanOrEqual(
        1e-5 * Math.max(1, Math.abs(far)),
      );
      if (checks.inRange[i] === 0) kinds.add(RANGE_KINDS[checks.kind[i]!]!);
    }
    expect(kinds).toEqual(new Set(['value', 'settings', 'together', 'stuck']));
  });

  test('a number that is not finite makes NaN of its window, which is not in range, and of no other', async () => {
    const windows = windowsOf(data.test)
      .slice(0, 5)
      .map((rows) => rows.map((row) => [...row]));
    windows[1]![3]![7] = Number.NaN;
    windows[2]![0]![0] = Number.POSITIVE_INFINITY; // a setting
    for (const row of windows[3]!) row[3] = Number.NaN; // a sensor that the network does not read
    const found = await run(windows);
    const good = [true, false, false, false, true];
    expect(Array.from(found['rul']!, (rul) => Number.isFinite(rul))).toEqual(good);
    expect(Array.from(found['health']!, (share) => Number.isFinite(share))).toEqual(good.flatMap((is) => [is, is, is]));
    expect(Array.from(found['in_range']!, Boolean)).toEqual(good);
    expect(Array.from(found['worst_channel']!, Number).slice(1, 4)).toEqual([7, 0, 3]);
    expect(Array.from(found['worst_kind']!, Number).slice(1, 4)).toEqual([-1, -1, -1]);
  });

  test('a whole window of one row is taken as standing still', async () => {
    const [rows] = windowsOf(data.test);
    const found = await run([[rows!.at(-1)!]]);
    expect(Number(found['in_range']![0])).toBe(0);
    expect(RANGE_KINDS[Number(found['worst_kind']![0])]).toBe('stuck');
  });
});
