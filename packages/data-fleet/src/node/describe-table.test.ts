import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { csv, refusal, tableFolder } from '../fixtures/tables.js';
import { describeTable } from './describe-table.js';
import { readDataset } from './read-table.js';

const { write, parquet, folder, remove } = tableFolder();
afterAll(remove);

/** Three machines, logged every two hours, one of them once after a pause; the second one failed. */
function machines() {
  const row = (machine: string, hour: number, more: (string | number)[]) => {
    const at = new Date(Date.UTC(2024, 4, 1, hour)).toISOString();
    return [machine, at, ...more];
  };
  return csv(
    ['machine_id', 'timestamp', 'temperature', 'load_setting', 'flow', 'note', 'rul', 'failure'],
    ...[0, 1, 2, 3].map((i) => row('M-1', 2 * i, [60 + i, 1, 7, 'ok', 9 - i, 0])),
    ...[0, 1, 2, 3, 4].map((i) =>
      row('M-2', 2 * i, [i === 1 || i === 2 ? '' : 50 + i, 2, 7, 'ok', 4 - i, i === 4 ? 1 : 0]),
    ),
    ...[0, 1, 10].map((i) => row('M-10', 2 * i, [70 + i, 1, 7, 'loud', 9, 0])),
  );
}

describe('describeTable', () => {
  it('takes the numbers of a spreadsheet for days, and says so', async () => {
    const days = ['A', 'B'].flatMap((pump) =>
      [0, 0.25, 0.5].map((day) => [pump, 45_292 + day, day, day === 0.5 ? 1 : 0]),
    );
    const { dataset, problems } = await describeTable(
      write('days.csv', csv(['pump', 'date', 'flow', 'failed'], ...days)),
    );
    expect(dataset.time).toEqual({ column: 'date', unit: 'days' });
    expect(problems.at(-1)).toMatch(/^date looks like the days of a spreadsheet/);
  });

  it('guesses every column, says why, and counts', async () => {
    const found = await describeTable(write('machines.csv', machines()));
    expect(found.columns).toEqual([
      { column: 'machine_id', role: 'unit', why: 'its name; 3 different values in 12 rows' },
      { column: 'timestamp', role: 'time', why: 'its name; timestamps, none twice for one unit' },
      { column: 'temperature', role: 'channel', why: 'numbers' },
      { column: 'load_setting', role: 'setting', why: 'its name' },
      { column: 'flow', role: 'channel', why: 'numbers' },
      { column: 'note', role: 'ignored', why: 'text' },
      { column: 'rul', role: 'ignored', why: 'its name: it knows the future, which a network must not see' },
      { column: 'failure', role: 'failed', why: 'its name, and it has only yes and no' },
    ]);
    expect(found.facts).toEqual({
      rows: 12,
      units: 3,
      failed: 1,
      rowsOfUnit: [3, 4, 5],
      medianLength: 8 * 3_600_000,
      step: 2 * 3_600_000,
      irregular: 1 / 9,
      pauses: 1,
      channels: [
        { name: 'temperature', min: 50, max: 80, missing: 2, longestGap: 2 },
        { name: 'load_setting', min: 1, max: 2, missing: 0, longestGap: 0 },
        { name: 'flow', min: 7, max: 7, missing: 0, longestGap: 0 },
      ],
      suspicious: [],
    });
    expect(found.problems).toEqual([
      '1 unit failed: training needs 5, unless there are files to test with',
      'the same in all rows: flow',
    ]);
  });

  it('gives a dataset.json that reads', async () => {
    write('machines.csv', machines());
    const { dataset } = await describeTable('machines.csv', { base: folder });
    expect(dataset).toEqual({
      format: 'amnl-dataset',
      version: 1,
      files: 'machines.csv',
      noun: 'machine',
      unit: 'machine_id',
      time: { column: 'timestamp', unit: 'hours' },
      channels: ['temperature', 'load_setting', 'flow'],
      settings: ['load_setting'],
      failed: 'failure',
    });
    writeFileSync(join(folder, 'dataset.json'), JSON.stringify(dataset));
    const { train } = await readDataset(folder);
    expect(train).toMatchObject({ units: ['M-1', 'M-2', 'M-10'], noun: 'machine', settings: ['load_setting'] });
  });

  it('recognises epochs, units of time, and what nobody said', async () => {
    const epoch = (day: number) => 1_717_142_400 + day * 86_400;
    const rows = ['a', 'b'].flatMap((id) => [0, 1, 2, 5].map((day) => [id, epoch(day), day * 1.5]));
    const { dataset, problems } = await describeTable(write('epochs.csv', csv(['pump', 'ts', 'x'], ...rows)));
    expect(dataset.time).toEqual({ column: 'ts', format: 'epoch-seconds', unit: 'days' });
    expect(problems[0]).toContain('nothing says which units failed');
    expect(problems[1]).toBe(
      '33 % of the rows do not follow the row before at the median step, 1 (in days): consider `resample`',
    );
    const file = parquet('numbers.parquet', [
      { name: 'unit', data: [1, 1, 2, 2], type: 'INT32' },
      { name: 'running_hours', data: [1, 2, 1, 2], type: 'DOUBLE' },
      { name: 'x', data: [1, 2, 3, 4], type: 'DOUBLE' },
    ]);
    expect((await describeTable(file)).dataset).toMatchObject({
      noun: 'unit',
      time: { column: 'running_hours', unit: 'hours' },
    });
  });

  it('says what is wrong instead of failing, and names columns if there is nothing to guess', async () => {
    const rows = [
      ['a', 1, 2],
      ['a', 2, 3],
      ['a', 3, 'high'],
      ['b', 1, 4],
      ['b', 2, 4],
    ];
    const found = await describeTable(
      write('text.csv', csv(['pump', 'hour', 'flow'], ...rows.slice(0, 2), ...rows.slice(3))),
    );
    expect(found.facts?.rows).toBe(4);
    const late = [...Array.from({ length: 6000 }, (_, i) => ['c', i, i]), ...rows];
    const broken = await describeTable(write('late.csv', csv(['pump', 'hour', 'flow'], ...late)));
    expect(broken.facts).toBeUndefined();
    expect(broken.problems[0]).toContain(`late.csv, line 6004, column 'flow': expected a number, found "high"`);
    const error = await refusal(describeTable(write('no.csv', csv(['x', 'y'], [1.5, 2.5], [2.5, 3.5]))));
    expect(error.code).toBe('DF_COLUMN_UNKNOWN');
    expect(error.detail).toContain('Name it as `unit` (amnl data describe --unit COLUMN), one of: x, y');
  });
});
