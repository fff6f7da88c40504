// The settings of the recipe, through every door: the network that is trained with them is the one that predicts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServed } from '../src/commands/serve/served-run.js';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const run = join(folder, 'run');
const SETTINGS = {
  window: 12,
  minHistory: 5,
  pool: 3,
  age: true,
  settingInputs: false,
  inputNoise: 0.2,
  holdoutCuts: 4,
};
const flags = Object.entries(SETTINGS).flatMap(([name, value]) => ['--set', `${name}=${value}`]);

/** Cells of a file of numbers, line by line. */
const cells = (path: string, separator: RegExp) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(separator).map(Number));

beforeAll(async () => {
  await amnlHere(['data', 'simulate', '--out', fleet, '--units', '9']);
  const { code, stderr } = await amnlHere([
    ...['train', '--data-dir', fleet, ...TINY, '--selection', 'holdout', ...flags, '--out', run],
  ]);
  expect(code, stderr).toBe(0);
});
afterAll(remove);

describe('a run with ages, pooling, noise, no settings as inputs and several cuts', () => {
  test('has the inputs it says, and its ONNX files were checked against its predictions', () => {
    const scaler = JSON.parse(readFileSync(join(run, 'scaler.json'), 'utf8'));
    expect(scaler.inputs).toContain('age');
    expect(scaler.inputs.filter((name: string) => name.startsWith('setting'))).toEqual([]);
    expect(scaler.channels.at(-1)).toBe('age');
    const config = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8')).config;
    expect(config).toMatchObject(SETTINGS);
  });

  test('predicts from a file what its own evaluation said, and the service says the same', async () => {
    const { stdout, code, stderr } = await amnlHere([
      'predict',
      run,
      '--input',
      join(fleet, 'test_FD001.txt'),
      '--last',
    ]);
    expect(code, stderr).toBe(0);
    const predicted = stdout
      .split('\n')
      .filter((line) => /^\d/.test(line))
      .map((line) => line.split(',').map(Number));
    const lines = readFileSync(join(run, 'predictions.csv'), 'utf8').trim().split('\n');
    const [name, rul] = ['unit', 'rul'].map((name) => lines[0]!.split(',').indexOf(name)) as [number, number];
    const evaluated = new Map(
      lines.slice(1).map((line) => [Number(line.split(',')[name]), Number(line.split(',')[rul])]),
    );
    for (const [unit, , rul] of predicted) expect(rul).toBeCloseTo(evaluated.get(unit!)!, 2);
    const served = await openServed(run, { engine: 'eager' });
    try {
      expect(served.facts.channels).not.toContain('age');
      const unit = cells(join(fleet, 'test_FD001.txt'), /\s+/).filter(([name]) => name === 2);
      const channels = Object.fromEntries(
        served.facts.channels.map((name, i) => [name, unit.map((row) => row[i + 2]!)]),
      );
      const columns = { ...channels, cycle: unit.map(([, cycle]) => cycle!) };
      const request = { rows: { units: [{ unit: '2', columns }] } };
      const limits = { rows: 1e5, units: 100, reasons: 10 };
      const { signal } = new AbortController();
      const { predictions } = await served.predict({ ...request, last: true, reasons: false, limits, signal } as never);
      const [, , rul] = predicted.find(([name]) => name === 2)!;
      expect((predictions[0] as { rul: number }).rul).toBeCloseTo(rul!, 2);
    } finally {
      await served.close();
    }
  });
});
