import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonSchemas } from '../src/schemas/json-schemas.js';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const other = join(folder, 'other');
const run = join(folder, 'run');
const input = join(fleet, 'test_FD001.txt');
const predict = (...flags: string[]) => amnlHere(['predict', run, ...flags]);
const good = async (...flags: string[]) => {
  const { code, stdout, stderr } = await predict('--input', input, ...flags);
  expect(code, stderr).toBe(0);
  return stdout;
};
const rows = (csv: string) => csv.trimEnd().split('\n').slice(1);

beforeAll(async () => {
  await amnlHere(['data', 'simulate', '--out', fleet, '--units', '7']);
  await amnlHere(['data', 'simulate', '--out', other, '--units', '4', '--dataset', 'FD002']);
  const { code, stderr } = await amnlHere(['train', '--data-dir', fleet, ...TINY, '--out', run]);
  expect(code, stderr).toBe(0);
});
afterAll(remove);

/** A row of the Parquet file as the table has it. */
function textOf(row: Record<string, unknown>): string {
  const decimals: Record<string, number> = { rul: 3, p_healthy: 6, p_degrading: 6, p_critical: 6, worst_deviation: 2 };
  const cell = ([name, value]: [string, unknown]) => {
    if (name in decimals) return (value as number).toFixed(decimals[name]);
    return typeof value === 'boolean' ? String(+value) : String(value);
  };
  return Object.entries(row).map(cell).join(',');
}

describe('amnl predict', () => {
  test('a table with a row for each row of the file, all in range', async () => {
    const csv = await good();
    const columns =
      'unit,cycle,rul,health,p_healthy,p_degrading,p_critical,in_range,worst_channel,worst_kind,worst_deviation';
    expect(csv.split('\n')[0]).toBe(columns);
    expect(rows(csv)).toHaveLength(readFileSync(input, 'utf8').trimEnd().split('\n').length);
    for (const row of rows(csv))
      expect(row).toMatch(/,1,(setting_\d|sensor_\d+|age),(value|settings|together),-?\d+\.\d\d$/);
  });

  test('--last is the last row of each unit; --sort urgency the same, the shortest life first', async () => {
    const all = rows(await good());
    const lastOf = all.filter((row, i) => row.split(',')[0] !== all[i + 1]?.split(',')[0]);
    const last = rows(await good('--last'));
    expect(last).toEqual(lastOf);
    const urgent = rows(await good('--sort', 'urgency'));
    expect([...urgent].sort()).toEqual([...last].sort());
    const lives = urgent.map((row) => Number(row.split(',')[2]));
    expect(lives).toEqual([...lives].sort((a, b) => a - b));
  });

  test('--json is an array and --json-lines an object a line, as their schemas say, with the table’s figures', async () => {
    const csv = rows(await good());
    const array = JSON.parse(await good('--json'));
    const lines = (await good('--json-lines')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(array);
    const ajv = new Ajv2020({ strict: false });
    const { prediction } = jsonSchemas();
    for (const one of array) expect(ajv.validate(prediction, one), JSON.stringify(ajv.errors)).toBe(true);
    expect(ajv.validate(prediction, { ...array[0], in_range: undefined })).toBe(false);
    for (const [i, { unit, cycle, rul, in_range }] of array.entries()) {
      expect([unit, String(cycle), rul.toFixed(3), in_range ? '1' : '0']).toEqual(
        [0, 1, 2, 7].map((column) => csv[i]!.split(',')[column]),
      );
    }
    expect(JSON.parse(await good('--json', '--shard', '9/9'))).toEqual([]);
  });

  test('all shards together are the whole, up to a rounding of the last digit', async () => {
    for (const flags of [[], ['--last']]) {
      const whole = rows(await good(...flags));
      const shards: string[] = [];
      const of = flags.length === 0 ? 3 : 7; // a batch of one each
      for (let i = 1; i <= of; i++) shards.push(...rows(await good('--shard', `${i}/${of}`, ...flags)));
      const byUnit = (a: string, b: string) => Number.parseInt(a, 10) - Number.parseInt(b, 10);
      shards.sort(byUnit);
      expect(shards).toHaveLength(whole.length);
      for (const [i, row] of whole.entries()) {
        const cells = shards[i]!.split(',');
        for (const [j, cell] of row.split(',').entries()) {
          if (cells[j] !== cell) expect(Number(cells[j]), `${row} and ${shards[i]}`).toBeCloseTo(Number(cell), 2);
        }
      }
    }
    expect(await good('--shard', '1/1')).toBe(await good());
  });

  test('--output has what stdout has, and nothing is left next to it', async () => {
    for (const flags of [[], ['--json'], ['--sort', 'urgency', '--json-lines']]) {
      const file = join(folder, 'out', 'predictions');
      const { code, stdout, stderr } = await predict('--input', input, '--output', file, ...flags);
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
      expect(stderr).toMatch(/\d+ predictions are in /);
      expect(readFileSync(file, 'utf8')).toBe(await good(...flags));
      expect(readdirSync(join(folder, 'out'))).toEqual(['predictions']);
    }
  });

  test('--output FILE.parquet has the columns of the table, with their types, and numbers that are not rounded', async () => {
    const file = join(folder, 'predictions.PARQUET');
    for (const flags of [[], ['--sort', 'urgency']]) {
      expect((await predict('--input', input, '--output', file, ...flags)).code).toBe(0);
      const [header, ...lines] = (await good(...flags)).trimEnd().split('\n');
      const found = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
      expect(Object.keys(found[0]!).join()).toBe(header);
      expect(found.map(textOf)).toEqual(lines);
    }
    expect((await predict('--input', input, '--output', file, '--shard', '9/9')).code).toBe(0);
    expect(await parquetReadObjects({ file: await asyncBufferFromFile(file) })).toEqual([]);
  });

  test('rows of other machines are told first, once, and flagged; --strict refuses them before any output', async () => {
    const foreign = join(other, 'test_FD002.txt');
    const { code, stdout, stderr } = await predict('--input', foreign);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^OUT OF RANGE: (\d+) of \1 predictions|^OUT OF RANGE: \d+ of \d+ predictions \(\d+ %\) are from rows unlike/m,
    );
    expect(stderr.match(/OUT OF RANGE/g)).toHaveLength(1);
    const flagged = rows(stdout).filter((row) => row.split(',')[7] === '0');
    expect(flagged.length / rows(stdout).length).toBeGreaterThan(0.9);
    const file = join(folder, 'never.csv');
    const strict = await predict('--input', foreign, '--strict', '--output', file);
    expect(strict).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('(CLI_OUT_OF_RANGE)') });
    const parquet = join(folder, 'never.parquet');
    expect((await predict('--input', foreign, '--strict', '--output', parquet)).code).toBe(2);
    expect(readdirSync(folder).filter((name) => name.includes('never'))).toEqual([]);
    expect((await predict('--input', input, '--strict')).code).toBe(0);
  });

  test('a table with the channels of the run gives the same predictions as NASA’s format', async () => {
    const names = [
      'machine',
      'at',
      ...[1, 2, 3].map((n) => `setting_${n}`),
      ...Array.from({ length: 21 }, (_, i) => `sensor_${i + 1}`),
    ];
    const lines = readFileSync(input, 'utf8').trimEnd().split('\n');
    const table = join(folder, 'table.csv');
    writeFileSync(table, [names.join(','), ...lines.map((line) => line.trim().split(/\s+/).join(','))].join('\n'));
    const { code, stdout, stderr } = await predict('--data', table, '--unit', 'machine', '--time', 'at');
    expect(code, stderr).toBe(0);
    expect(rows(stdout).sort()).toEqual(rows(await good()).sort());
  });

  test('--output may be no table that a glob of --data matches', async () => {
    const table = join(folder, 'week-1.csv');
    writeFileSync(table, 'machine,at\nA,1\n');
    const flags = ['--data', join(folder, 'week-*.csv'), '--output', table, '--unit', 'machine', '--time', 'at'];
    const { code, stderr } = await predict(...flags);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('would overwrite the input') });
    expect(readFileSync(table, 'utf8')).toContain('A,1');
  });

  test.each([
    [[], 'Give the rows with --input'],
    [['--input', input, '--data', input], 'Give the rows with --input'],
    [['--data', input], '--data needs --unit and --time'],
    [['--input', input, '--json', '--json-lines'], 'exclude each other'],
    [['--input', input, '--failed', 'x'], '--failed is of a table'],
    [['--input', input, '--sort', 'rul'], "--sort is 'rul'"],
    [['--input', input, '--shard', '0/3'], "--shard is '0/3'"],
    [['--input', input, '--shard', '4/3'], "--shard is '4/3'"],
    [['--input', input, '--shard', 'x'], "--shard is 'x'"],
    [['--input', input, '--output', 'a.parquet', '--json'], 'has no JSON'],
    [['--input', input, '--output', 'a.csv.GZ'], "'.gz' files are not written"],
  ])('refuses %j', async (flags, words) => {
    expect(await predict(...flags)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
  });
});
