import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonSchemas } from '../src/schemas/json-schemas.js';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
afterAll(remove);

const HOUR = 3_600_000;
/** Pump n has a row every two hours, from 8 o'clock of the nth of March on; the seventh still runs. */
const START = (pump: number) => Date.UTC(2026, 2, pump, 8);
const ROWS = [40, 45, 50, 42, 47, 44, 30];
const iso = (ms: number) => new Date(ms).toISOString().replace('.000', '');
const table = join(folder, 'pumps.csv');
const run = join(folder, 'run');
const COLUMNS = ['--unit', 'pump', '--time', 'at'];

beforeAll(async () => {
  const rows = ROWS.flatMap((count, i) =>
    Array.from({ length: count }, (_, row) => {
      const worn = Math.exp((row - count) / 10) * (i === 6 ? 0.1 : 1);
      const failed = i < 6 && row === count - 1 ? 1 : 0;
      return `P-${i + 1},${iso(START(i + 1) + 2 * row * HOUR)},${1500 + (row % 7)},${60 + 20 * worn},${failed}`;
    }),
  );
  writeFileSync(table, `${['pump,at,speed,temperature,failed', ...rows].join('\n')}\n`);
  const flags = [...COLUMNS, '--failed', 'failed', '--dataset', 'pumps'];
  const { code, stderr } = await amnlHere(['train', '--data', table, ...flags, ...TINY, '--out', run]);
  expect(code, stderr).toBe(0);
});

test('a row to explain is named by its time as a table writes it, with a space', async () => {
  const named = (at: string) => amnlHere(['explain', run, '--unit', 'P-1', '--data', table, '--time', at]);
  const [spaced, iso] = [await named('2026-03-02 10:00:00Z'), await named('2026-03-02T10:00:00Z')];
  expect(spaced.code, spaced.stderr).toBe(0);
  expect(spaced.stdout).toBe(iso.stdout);
});

test('a run knows the clock of its table, its predictions have timestamps, and the report shows dates', () => {
  const { data } = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
  expect(data).toMatchObject({ timeUnit: 'hours', clock: { zone: 'Z', unitMs: HOUR } });
  const [header, ...lines] = readFileSync(join(run, 'predictions.csv'), 'utf8').trimEnd().split('\n');
  expect(header).toMatch(/^unit,time,timestamp,rul,health,/);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const [unit, time, timestamp] = line.split(',');
    expect(timestamp).toBe(iso(START(Number(unit!.slice(2))) + Number(time) * HOUR));
  }
  expect(data.columns).toEqual({
    unit: 'pump',
    time: 'at',
    failed: 'failed',
    channels: ['speed', 'temperature'],
    settings: [],
  });
  expect(data.holdout).toMatch(
    /^20 % of the units by seed 42, each cut short at a random time with 0 to \d+ hours left, but not before row 10$/,
  );
  const page = readFileSync(join(run, 'report.html'), 'utf8');
  const held = Number(lines[0]!.split(',')[0]!.slice(2));
  expect(page).toContain(`"timeUnitMs":${HOUR}`);
  expect(page).toContain('"timeZone":"UTC"');
  expect(page).toContain(`"start":${START(held)}`);
  expect(page).toContain(
    '"title":"Columns","rows":[["unit","pump"],["time","at"],["failed","failed"],["channels","speed, temperature"]',
  );
  const shown = page.match(/<script type="application\/json" id="data">(.*?)<\/script>/s)![1]!;
  expect(shown.replace('"nasaScore":false', '')).not.toMatch(/nasa|C-MAPSS|FD00|turbofan/i);
});

test('the list of last rows says when each unit was last seen, and when it fails where that can be said', async () => {
  const predict = async (...flags: string[]) => {
    const { code, stdout, stderr } = await amnlHere(['predict', run, '--data', table, '--last', ...flags]);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const list = JSON.parse(await predict('--json'));
  expect(list).toHaveLength(ROWS.length);
  const schema = new Ajv2020({ strict: false }).compile(jsonSchemas().prediction);
  const { rulCap } = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8')).config;
  for (const one of list) {
    expect(schema(one), JSON.stringify(schema.errors)).toBe(true);
    const pump = Number(one.unit.slice(2));
    const last = START(pump) + 2 * (ROWS[pump - 1]! - 1) * HOUR;
    expect(one.timestamp).toBe(iso(last));
    if (one.rul >= 0.9 * rulCap) expect(one.fails_about).toBeNull();
    // To the minute; the RUL is printed with fewer digits than it has.
    else expect(Math.abs(Date.parse(one.fails_about) - last - one.rul * HOUR)).toBeLessThanOrEqual(34_000);
  }
  const [header, first] = (await predict()).split('\n');
  expect(header).toBe(
    'unit,time,timestamp,rul,health,p_healthy,p_degrading,p_critical,fails_about,in_range,worst_channel,worst_kind,worst_deviation',
  );
  expect(first!.split(',')[2]).toBe(list[0].timestamp);
  expect(first!.split(',')[8]).toBe(list[0].fails_about ?? '');
});

test('numbers are not taken for times where the run was trained on timestamps', async () => {
  const numbers = join(folder, 'numbers.csv');
  const rows = Array.from({ length: 30 }, (_, day) => `P-1,${day},1500,60`);
  writeFileSync(numbers, `${['pump,at,speed,temperature', ...rows].join('\n')}\n`);
  const { code, stdout, stderr } = await amnlHere(['predict', run, '--data', numbers]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('numbers.csv are numbers, but the run was trained on pumps, whose times are timestamps');
  expect(stderr).toContain('DF_SCALER_MISMATCH');
});

test('a Parquet file has them as instants, and nothing where no date can be said', async () => {
  const file = join(folder, 'list.parquet');
  const predict = (...flags: string[]) => amnlHere(['predict', run, '--data', table, ...flags]);
  expect((await predict('--last', '--output', file)).code).toBe(0);
  const found = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
  const list = JSON.parse((await predict('--last', '--json')).stdout);
  const dates = ({ unit, timestamp, fails_about }: Record<string, unknown>) => [unit, timestamp, fails_about];
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  expect(found.map(dates)).toEqual(
    list.map((one: Record<string, string>) => [one['unit'], instant(one['timestamp']!), instant(one['fails_about']!)]),
  );
});

test('times without a zone, as pandas writes them, stay without one', async () => {
  const rows = Array.from({ length: 30 }, (_, row) => row);
  const clock = { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' } as const;
  const bytes = parquetWriteBuffer({
    schema: [
      { name: 'root', num_children: 4 },
      { name: 'pump', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      { name: 'at', type: 'INT64', logical_type: clock, repetition_type: 'REQUIRED' },
      { name: 'speed', type: 'DOUBLE', repetition_type: 'REQUIRED' },
      { name: 'temperature', type: 'DOUBLE', repetition_type: 'REQUIRED' },
    ],
    columnData: [
      { name: 'pump', data: rows.map(() => 'P-1') },
      { name: 'at', data: rows.map((row) => BigInt(START(1) + 2 * row * HOUR) * 1000n) },
      { name: 'speed', data: rows.map((row) => 1500 + (row % 7)) },
      { name: 'temperature', data: rows.map(() => 60) },
    ],
  });
  const [naive, output] = [join(folder, 'naive.parquet'), join(folder, 'naive-list.parquet')];
  writeFileSync(naive, new Uint8Array(bytes));
  const [one] = JSON.parse((await amnlHere(['predict', run, '--data', naive, '--last', '--json'])).stdout);
  expect(one.timestamp).toBe(iso(START(1) + 58 * HOUR).replace('Z', ''));
  expect((await amnlHere(['predict', run, '--data', naive, '--last', '--output', output])).code).toBe(0);
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(output));
  for (const column of ['timestamp', 'fails_about'])
    expect(schema.find(({ name }) => name === column)?.logical_type).toEqual(clock);
});

test('a plan for each unit has a date, in JSON and in Parquet', async () => {
  const costs = ['--cost-early', '1', '--cost-failure', '10'];
  const run1 = ['predict', run, '--data', table, '--last', ...costs];
  const list = JSON.parse((await amnlHere([...run1, '--json'])).stdout);
  const { maintenance } = JSON.parse((await amnlHere(['evaluate', run, '--json', ...costs])).stdout);
  const { threshold = Number.NEGATIVE_INFINITY } = maintenance.policies[2];
  const schema = new Ajv2020({ strict: false }).compile(jsonSchemas().prediction);
  for (const one of list) {
    expect(schema(one), JSON.stringify(schema.errors)).toBe(true);
    if (one.action === 'leave') expect(one.change_by).toBeNull();
    else if (one.action === 'change now') expect(one.change_by).toBe(one.timestamp);
    else {
      // Within a minute, and the third digit of the RUL: no later than planned.
      const planned = Date.parse(one.timestamp) + (one.rul - threshold) * HOUR;
      expect(Math.abs(Date.parse(one.change_by) - planned)).toBeLessThan(60_000 + 4000);
    }
  }
  const file = join(folder, 'plans.parquet');
  expect((await amnlHere([...run1, '--output', file])).code).toBe(0);
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
  expect(rows.map((row) => row['action'])).toEqual(list.map((one: { action: string }) => one.action));
  rows.forEach((row, i) => {
    const { change_by: by } = list[i];
    expect(row['change_by']).toEqual(by === null ? null : new Date(by));
  });
});
