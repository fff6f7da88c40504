import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { csv, refusal, tableFolder } from '../fixtures/tables.js';
import { timeText } from '../time-text.js';
import { describeTable } from './describe-table.js';
import { readDataset, readTable } from './read-table.js';
import { readUnits } from './read-units.js';

const { write, parquet, folder, remove } = tableFolder();
afterAll(remove);

/** Two pumps, one of which failed; rows in any order. */
const rows = [
  ['P-10', 3, 13.5, 1, 0],
  ['P-2', 1, 20.25, 1, 0],
  ['P-10', 1, 11, 1, 0],
  ['P-2', 2, 21, 1, 1],
  ['P-10', 2, 12, 1, 0],
];
const head = ['pump', 'hour', 'temperature', 'speed', 'failed'];
const options = { unit: 'pump', time: { column: 'hour', unit: 'hours' }, failed: 'failed', noun: 'pump' };

describe('readTable', () => {
  it('makes a fleet of a CSV, whatever the order of its rows', async () => {
    const data = await readTable({ files: write('pumps.csv', csv(head, ...rows)), ...options });
    expect(data.train).toMatchObject({
      name: 'pumps',
      noun: 'pump',
      timeUnit: 'hours',
      role: 'train',
      channels: ['temperature', 'speed'],
      units: ['P-2', 'P-10'],
      ends: [{ kind: 'failed' }, { kind: 'running' }],
    });
    expect([...data.train.offsets]).toEqual([0, 2, 5]);
    expect([...data.train.times]).toEqual([1, 2, 1, 2, 3]);
    expect([...data.train.values]).toEqual([20.25, 1, 21, 1, 11, 1, 12, 1, 13.5, 1]);
    expect(data.rules).toEqual({
      labels: { rulCap: 0.6, healthBorders: { degrading: 0.24, critical: 0.072 } },
      scaling: { inputs: ['temperature'], onlyVarying: true },
    });
    expect(data.notices).toEqual([
      'Constant in all rows, so not shown to the network: speed',
      'Not given, so derived, in hours: the cap of the remaining life is 0.6 (0.6 of the median life of failed units, 1); a pump is degrading from 0.24 and critical from 0.072 on (0.4 and 0.12 of the cap)',
    ]);
  });

  it('makes the same fleet of Parquet, of several files, and of any separator', async () => {
    const one = await readTable({ files: write('pumps.csv', csv(head, ...rows)), ...options });
    const column = (i: number) => rows.map((row) => row[i]!);
    const table = head.map(
      (name, i) => ({ name, data: column(i), type: i === 0 ? 'STRING' : i === 4 ? 'INT32' : 'DOUBLE' }) as const,
    );
    const files = [
      parquet('pumps.parquet', table, 2),
      write(
        'semicolons.csv',
        `\uFEFF${csv(head, ...rows)
          .replaceAll(',', ';')
          .replaceAll('\n', '\r\n')}`,
      ),
      write('tabs.tsv', csv(head, ...rows).replaceAll(',', '\t')),
      write(
        'quotes.csv',
        csv(head, ...rows)
          .replaceAll(/[^,\n]+/g, '"$&"')
          .replaceAll('\n', '\r\n\r\n'),
      ),
      write('utf16.csv', Buffer.from(`\uFEFF${csv(head, ...rows)}`, 'utf16le')),
      write('mac.csv', csv(head, ...rows).replaceAll('\n', '\r')),
    ];
    for (const file of files) {
      const other = await readTable({ files: file, ...options, name: 'pumps' });
      expect({ ...other.train, origin: one.train.origin }).toEqual(one.train);
      expect(other.rules).toEqual(one.rules);
    }
    write('part-1.csv', csv(head, ...rows.slice(0, 2)));
    write('part-2.csv', csv([...head].reverse(), ...rows.slice(2).map((row) => [...row].reverse())));
    const parts = await readTable({ files: 'part-*.csv', ...options, name: 'pumps' }, folder);
    expect({ ...parts.train, origin: one.train.origin }).toEqual(one.train);
    expect(Object.keys(parts.files)).toEqual(['part-1.csv', 'part-2.csv']);
  });

  it('takes the columns of the first file with rows, and refuses others in any order of the files', async () => {
    const empty = write('empty.csv', csv(['pump', 'hour', 'x', 'note', 'failed']));
    const noted = write(
      'noted.csv',
      csv(['note', 'pump', 'hour', 'x', 'failed'], ['a', 'A', 1, 1, 0], ['b', 'A', 2, 2, 1]),
    );
    const more = write('more.csv', csv(['pump', 'hour', 'x', 'y', 'failed'], ['B', 1, 3, 1, 0], ['B', 2, 4, 5, 1]));
    const { train } = await readTable({ files: [empty, noted], ...options, test: noted });
    expect(train.channels).toEqual(['x']);
    for (const files of [
      [noted, more],
      [more, noted],
    ]) {
      expect((await refusal(readTable({ files, ...options }))).code).toBe('DF_COLUMN_UNKNOWN');
      expect((await readTable({ files, ...options, ignore: ['y'] })).train.channels).toEqual(['x']);
    }
    expect((await refusal(readTable({ files: empty, ...options, settings: ['x'] }))).code).toBe('DF_TABLE_EMPTY');
  });

  it('says which units to test with have the names of units to train on', async () => {
    const files = write('pumps.csv', csv(head, ...rows));
    const test = write('test.csv', csv(head, ['P-2', 1, 3, 1, 0], ['P-2', 2, 4, 1, 1], ['C', 1, 3, 1, 1]));
    const { notices } = await readTable({ files, ...options, test });
    expect(notices).toContain(
      'Test: 1 of 2 pumps have the name of one to train on: P-2. If they are the same ones, the test says nothing',
    );
    const others = await readTable({ files, ...options, test: write('test.csv', csv(head, ['C', 1, 3, 1, 1])) });
    expect(others.notices.join()).not.toContain('Test: ');
  });

  it('has the sum of every file, and the same one wherever their folder lies', async () => {
    const given = {
      ...options,
      failed: { file: 'train/failures.csv' },
      test: { files: 'test/pumps.csv', failed: true },
    } as const;
    const sumOf = async (place: string, value: number) => {
      for (const part of ['train', 'test']) mkdirSync(join(folder, place, part), { recursive: true });
      write(`${place}/train/pumps.csv`, csv(['pump', 'hour', 'x'], ['A', 1, value], ['A', 2, 2], ['B', 1, 3]));
      write(`${place}/train/failures.csv`, csv(['pump', 'hour'], ['A', 2]));
      write(`${place}/test/pumps.csv`, csv(['pump', 'hour', 'x'], ['C', 1, 1], ['C', 2, 2]));
      return readTable({ files: 'train/pumps.csv', ...given }, join(folder, place));
    };
    const data = await sumOf('here', 1);
    expect(Object.keys(data.files)).toEqual(['train/pumps.csv', 'train/failures.csv', 'test/pumps.csv']);
    expect((await sumOf('there', 1)).checksum).toBe(data.checksum);
    expect((await sumOf('there', 5)).checksum).not.toBe(data.checksum);
  });

  it('counts timestamps from each unit’s first row, and can write them again', async () => {
    const stamped = [
      ['A', '2024-05-31T22:30:00+02:00', 1],
      ['A', '2024-06-01T00:00:00.5+02:00', 2],
      ['B', '2024-01-01T00:00:00+02:00', 3],
      ['B', '2024-01-03T00:00:00+02:00', 4],
    ];
    const files = write('stamped.csv', csv(['id', 'at', 'x'], ...stamped));
    const { train } = await readTable({ files, unit: 'id', time: 'at', failed: true });
    expect(train.timeUnit).toBe('hours');
    expect([...train.times]).toEqual([0, 1.5 + 0.5 / 3600, 0, 48]);
    const texts = [...train.times].map((time, row) => timeText(train, row < 2 ? 0 : 1, time));
    expect(texts).toEqual(stamped.map(([, at]) => at as string).map((at) => at));
  });

  it('takes timestamps of Parquet, and cells without a value', async () => {
    const at = ['2024-05-31T08:00:00.000Z', '2024-05-31T08:30:00.250Z', '2024-05-31T09:00:00.000Z'];
    const files = parquet('stamps.parquet', [
      { name: 'id', data: [7n, 7n, 7n], type: 'INT64' },
      { name: 'at', data: at.map((text) => new Date(text)), type: 'TIMESTAMP' },
      { name: 'x', data: [1, null, 3], type: 'DOUBLE', nullable: true },
    ]);
    const { fleet } = await readUnits(
      { files, unit: 'id', time: 'at' },
      { name: 'x', channels: ['x'], settings: [], timeUnit: 'minutes' },
    );
    expect(fleet.units).toEqual(['7']);
    expect([...fleet.times]).toEqual([0, 30 + 0.25 / 60, 60]);
    expect([...fleet.values]).toEqual([1, 1, 3]);
    expect([...fleet.times].map((time) => timeText(fleet, 0, time))).toEqual(
      at.map((text) => text.replace('.000', '').replace('250', '25')),
    );
  });

  // Made by `fixtures/parquet_table.py`.
  it('reads what PyArrow writes: Zstandard, dictionaries, row groups, microseconds, nested columns', async () => {
    const files = fileURLToPath(new URL('../fixtures/pyarrow.parquet', import.meta.url));
    const given = {
      files,
      unit: 'unit',
      time: 'at',
      failed: 'failed',
      missing: { fill: 'forward', limit: 1 },
    } as const;
    const { train, notices } = await readTable(given);
    expect(train.units).toEqual(['P-2', 'P-10']);
    expect(train.ends).toEqual([{ kind: 'running' }, { kind: 'failed' }]);
    expect(train.channels).toEqual(['flow', 'heat']);
    // P-10 has the first 20 rows of the file; a value is missing in every seventh row.
    const rows = Array.from({ length: 40 }, (_, i) => (i + 20) % 40);
    expect([...train.values]).toEqual(rows.flatMap((i) => [i / 8, i % 7 === 5 ? i - 1 : i]));
    const hours = rows.map((i) => ((i % 20) * 3_600_000 + (i % 4) * 0.25) / 3_600_000);
    for (const [row, time] of train.times.entries()) expect(time).toBeCloseTo(hours[row]!, 10);
    expect(timeText(train, 0, train.times[3]!)).toBe('2024-01-01T03:00:00.00075Z');
    expect(notices[0]).toBe(
      'Columns that are not channels: ok (truth), spectrum (list), record (records), built (instant)',
    );
    expect((await refusal(readTable({ ...given, channels: ['flow', 'spectrum'] }))).code).toBe('DF_COLUMN_NESTED');
    const { columns } = await describeTable(files);
    expect(columns.map(({ role }) => role).join(' ')).toBe(
      'unit time channel channel ignored ignored ignored ignored failed',
    );
  });

  it('takes what remained of lives from a column that says it', async () => {
    const files = write(
      'data.csv',
      csv(
        ['id', 't', 'x'],
        ...['a', 'b', 'c', 'd'].flatMap((id) => [
          [id, 0.1, 1],
          [id, 0.3, 2],
        ]),
      ),
    );
    write('left.csv', csv(['id', 'left'], ['b', 0], ['a', 0.7], ['c', '']));
    const { train } = await readTable(
      { files, unit: 'id', time: 't', failed: { file: 'left.csv', remaining: 'left' } },
      folder,
    );
    expect(train.ends).toEqual([
      { kind: 'truncated', remaining: 0.7 },
      { kind: 'failed' },
      { kind: 'running' },
      { kind: 'running' },
    ]);
  });

  it('reads what a dataset.json names, from its folder', async () => {
    write('data.csv', csv(['id', 't', 'x'], ['a', 0, 1], ['a', 1, 2], ['b', 0, 1], ['b', 4, 3]));
    write('more.csv', csv(['id', 't', 'x'], ['c', 0, 1], ['c', 1, 2]));
    write('failures.csv', csv(['machine', 't'], ['c', 8]));
    write(
      'dataset.json',
      JSON.stringify({
        format: 'amnl-dataset',
        version: 1,
        files: 'data.csv',
        name: 'mine',
        unit: 'id',
        time: 't',
        failed: true,
        test: { files: 'more.csv', failed: { file: 'failures.csv', unit: 'machine' } },
        rulCap: 5,
        healthBorders: { degrading: 2, critical: 1 },
        cut: { remaining: [1, 4] },
      }),
    );
    const data = await readDataset(folder);
    expect(data.train).toMatchObject({ name: 'mine', timeUnit: 'cycles', units: ['a', 'b'] });
    expect(data.test).toMatchObject({ role: 'test', units: ['c'], ends: [{ kind: 'truncated', remaining: 7 }] });
    expect(data.rules).toMatchObject({
      labels: { rulCap: 5, healthBorders: { degrading: 2, critical: 1 } },
      cut: { remaining: [1, 4] },
    });
    expect(data.notices).toEqual([]);
  });
});
