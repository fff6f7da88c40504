import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Batch } from '@amnl/core-loop';
import { readFleetFile } from '@amnl/data-cmapss/node';
import { HEALTH_STATES, makeWindows, Scaler, windowSource, withAge } from '@amnl/data-fleet';
import { loadRuntime } from '@amnl/engine-onnx';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amnl, TINY, temporaryFolder } from './amnl.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const run = join(folder, 'run');
const input = join(fleet, 'test_FD001.txt');

beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--units', '20']);
  const half = ['--selection', 'holdout', '--set', 'holdoutFraction=0.5']; // enough units for intervals
  const { code, stderr } = await amnl(['train', '--data-dir', fleet, ...TINY, ...half, '--epochs', '3', '--out', run]);
  expect(code, stderr).toBe(0);
});
afterAll(remove);

test('amnl export writes the file that training has left', async () => {
  const output = join(folder, 'exported.onnx');
  const { code, stdout, stderr } = await amnl(['export', run, '--format', 'onnx', '--output', output]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toContain('simulated fleet');
  expect(readFileSync(output).equals(readFileSync(join(run, 'model.onnx')))).toBe(true);
});

test('without flags it writes both files again, as training has left them', async () => {
  const left = ['model.onnx', 'model-raw.onnx'].map((name) => readFileSync(join(run, name)));
  const copy = join(folder, 'copy');
  cpSync(run, copy, { recursive: true });
  for (const name of ['model.onnx', 'model-raw.onnx']) rmSync(join(copy, name));
  const { code, stderr } = await amnl(['export', copy]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/model\.onnx and .*model-raw\.onnx/) });
  expect(['model.onnx', 'model-raw.onnx'].map((name) => readFileSync(join(copy, name)))).toEqual(left);
  const raw = join(folder, 'exported-raw.onnx');
  expect((await amnl(['export', run, '--format', 'onnx-raw', '--output', raw])).code).toBe(0);
  expect(readFileSync(raw)).toEqual(left[1]);
});

test("the file predicts what 'amnl predict' does, to 1e-5 of the largest", async () => {
  const { stdout } = await amnl(['predict', run, '--input', input]);
  const rows = stdout
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
  const predicted = new Map(
    rows.map(([engine, cycle, rul, , , , ...shares]) => [`${engine},${cycle}`, { rul, shares }]),
  );

  const scaler = Scaler.fromJSON(readFileSync(join(run, 'scaler.json'), 'utf8'));
  const windows = makeWindows(withAge(await readFleetFile(input, { subset: 'FD001' })), scaler, { window: 10 });
  const count = windows.unit.length;
  const { InferenceSession, Tensor } = await loadRuntime();
  const [batch] = windowSource(windows, { batchSize: count }).batches({ seed: 0, epoch: 0 }) as Iterable<Batch>;
  const { data, shape } = batch!.inputs['window']!;
  const session = await InferenceSession.create(join(run, 'model.onnx'));
  const { rul, health } = await session.run({ window: new Tensor('float32', data as Float32Array, shape) });
  const cycles = rul!.data as Float32Array;
  const shares = health!.data as Float32Array;
  const largest = Math.max(...cycles);
  expect(count).toBeGreaterThan(100);
  for (let i = 0; i < count; i++) {
    const expected = predicted.get(`${windows.units[windows.unit[i]!]},${windows.time[i]}`)!;
    // The CSV has 3 and 6 decimals.
    expect(Math.abs(cycles[i]! - Number(expected.rul))).toBeLessThan(1e-5 * largest + 0.0005);
    for (let c = 0; c < HEALTH_STATES.length; c++) {
      expect(Math.abs(shares[3 * i + c]! - Number(expected.shares[c]))).toBeLessThan(1e-5 + 0.0000005);
    }
  }
});

test("the file for rows as they come says what 'amnl predict' does, to 1e-4 cycles", async () => {
  const output = join(folder, 'predictions.parquet'); // not rounded
  expect((await amnl(['predict', run, '--input', input, '--output', output])).code).toBe(0);
  const predicted = await parquetReadObjects({ file: await asyncBufferFromFile(output) });
  // Read by plain loops: unit, cycle, and then all channels, the age behind them.
  const table = readFileSync(input, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const seen = (unit: number[][], back: number) => unit[Math.max(0, unit.length - 10 + back)]!;
  const windows = table.map((row, at) => {
    const unit = table.slice(0, at + 1).filter(([name]) => name === row[0]);
    return Array.from({ length: 10 }, (_, back) => [...seen(unit, back).slice(2), seen(unit, back)[1]!]);
  });
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(join(run, 'model-raw.onnx'));
  const rows = new Tensor('float32', Float32Array.from(windows.flat(2)), [table.length, 10, 25]);
  const found = await session.run({ rows });
  expect(predicted.length).toBe(table.length);
  for (const [i, one] of predicted.entries()) {
    expect([Number(one['unit']), one['cycle']]).toEqual(table[i]!.slice(0, 2));
    expect(Math.abs(Number(found['rul']!.data[i]) - Number(one['rul']))).toBeLessThan(1e-4);
    for (const [c, state] of HEALTH_STATES.entries()) {
      expect(Math.abs(Number(found['health']!.data[3 * i + c]) - Number(one[`p_${state}`]))).toBeLessThan(1e-6);
    }
    expect(Boolean(found['in_range']!.data[i])).toBe(one['in_range']);
    expect(Math.abs(Number(found['rul_low']!.data[i]) - Number(one['rul_low']))).toBeLessThan(1e-4);
    const [high, expected] = [Number(found['rul_high']!.data[i]), Number(one['rul_high'])];
    expect(high === expected || Math.abs(high - expected) < 1e-4, `${high} for ${expected}`).toBe(true);
  }
  expect(predicted.some((one) => one['rul_high'] === Number.POSITIVE_INFINITY)).toBe(true);
});

test('--coverage makes other intervals, and is refused for what has none', async () => {
  const [usual, narrow] = [join(run, 'model-raw.onnx'), join(folder, 'narrow.onnx')];
  expect((await amnl(['export', run, '--format', 'onnx-raw', '--coverage', '0.5', '--output', narrow])).code).toBe(0);
  const says = (file: string, coverage: number) => readFileSync(file, 'latin1').includes(`{"coverage":${coverage},`);
  expect([says(usual, 0.9), says(narrow, 0.9), says(narrow, 0.5)]).toEqual([true, false, true]);
  for (const flags of [
    ['--format', 'csv', '--coverage', '0.5'],
    ['--coverage', '0.99'],
  ]) {
    const { code, stderr } = await amnl(['export', run, ...flags]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/\((CLI_USAGE|CF_TOO_FEW_UNITS)\)/) });
  }
});
