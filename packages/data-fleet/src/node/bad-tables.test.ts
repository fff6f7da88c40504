import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { csv, refusal, tableFolder } from '../fixtures/tables.js';
import type { TableOptions } from '../table/options.js';
import { readDataset, readTable } from './read-table.js';

const { write, parquet, folder, remove } = tableFolder();
afterAll(remove);

const head = ['pump', 'hour', 'flow', 'failed'];
const fine = [
  ['A', 1, 1.5, 0],
  ['A', 2, 2.5, 1],
  ['B', 1, 1, 0],
  ['B', 2, 3, 1],
];
const options = { unit: 'pump', time: 'hour', failed: 'failed' };

/** Code and message of what reading throws. */
async function refused(given: Partial<TableOptions> & Pick<TableOptions, 'files'>): Promise<string> {
  const error = await refusal(readTable({ ...options, ...given }, folder));
  return `${error.code} ${error.detail.replaceAll(`${folder}/`, '')}`;
}

/** A table with rows of its own after the fine ones. */
const withRows = (...rows: (string | number)[][]) => write('bad.csv', csv(head, ...fine, ...rows));

describe('a bad cell is named with file, line, column and what to do', () => {
  it.each([
    ['a text', ['C', 1, 'high', 0], `DF_NOT_A_NUMBER bad.csv, line 6, column 'flow': expected a number, found "high"`],
    [
      'hexadecimal',
      ['C', 1, '0x10', 0],
      `DF_NOT_A_NUMBER bad.csv, line 6, column 'flow': expected a number, found "0x10"`,
    ],
    [
      'as many digits as a file may have',
      ['C', 1, `${'1'.repeat(1e6)}x`, 0],
      `DF_NOT_A_NUMBER bad.csv, line 6, column 'flow': expected a number, found "${'1'.repeat(40)}…"`,
    ],
    [
      'infinity',
      ['C', 1, '-inf', 0],
      `DF_NOT_FINITE bad.csv, line 6, column 'flow': expected a finite float32 number, found "-inf"`,
    ],
    [
      'more than float32',
      ['C', 1, '1e39', 0],
      `DF_NOT_FINITE bad.csv, line 6, column 'flow': expected a finite float32 number`,
    ],
    [
      'a decimal comma',
      ['C', 1, '"3,25"', 0],
      `DF_DECIMAL_COMMA bad.csv, line 6, column 'flow': found "3,25": decimal commas are not read`,
    ],
    ['no unit', ['', 1, 3, 0], `DF_CELL_EMPTY bad.csv, line 6, column 'pump': the name of the unit is missing`],
    [
      'no unit, in words',
      ['NaN', 1, 3, 0],
      `DF_CELL_EMPTY bad.csv, line 6, column 'pump': the name of the unit is missing`,
    ],
    ['no time', ['C', '', 3, 0], `DF_CELL_EMPTY bad.csv, line 6, column 'hour': the time is missing`],
    [
      'a time among numbers',
      ['C', '2024-05-31T08:00:00Z', 3, 0],
      `DF_TIME_MIXED bad.csv, line 6, column 'hour': found "2024-05-31T08:00:00Z", but the times before are written as "1"`,
    ],
    [
      'a text as time',
      ['C', 'monday', 3, 0],
      `DF_TIME_INVALID bad.csv, line 6, column 'hour': expected a number or an ISO 8601 time`,
    ],
    [
      'a flag',
      ['C', 1, 3, 'maybe'],
      `DF_NOT_A_FLAG bad.csv, line 6, column 'failed': expected 0 or 1, true or false, yes or no, found "maybe"`,
    ],
    ['too many cells', ['C', 1, 3, 0, 7], 'DF_CSV_INVALID bad.csv, line 6: 5 cells, but the first line has 4'],
    ['an open quote', ['C', 1, '"3', 0], 'DF_CSV_INVALID bad.csv, line 6: a quote is not closed'],
    ['text after a quote', ['C', 1, '"3"4', 0], 'DF_CSV_INVALID bad.csv, line 6: text after a closing quote'],
  ])('%s', async (_, row, message) => {
    expect(await refused({ files: withRows(row) })).toContain(message);
  });

  it('counts lines after quotes with line breaks and empty lines', async () => {
    const text = `${csv(head, ['"A\nb"', 1, 1, 0])}\n\n${csv(['B', 1, 'x', 0], ['B', 2, 'y', 1])}`;
    expect(await refused({ files: write('lines.csv', text), channels: ['flow'] })).toContain('lines.csv, line 6,');
  });

  it('names the row group of Parquet', async () => {
    const columns = head.map((name, i) => {
      const data = [...fine, ['C', 1, i === 2 ? Number.POSITIVE_INFINITY : 3, 0]].map((row) => row[i]!);
      return { name, data, type: i === 0 ? 'STRING' : 'DOUBLE' } as const;
    });
    const message = `DF_NOT_FINITE bad.parquet, row group 3, row 1, column 'flow'`;
    expect(await refused({ files: parquet('bad.parquet', columns, 2) })).toContain(message);
  });
});

describe('times', () => {
  const stamped = (...times: string[]) =>
    write('stamped.csv', csv(['pump', 'hour', 'flow'], ...times.map((time, i) => ['A', time, i])));

  it.each([
    ['zones', ['2024-05-31T08:00Z', '2024-05-31T10:00+02:00'], 'DF_TIME_MIXED', 'line 3'],
    ['with and without a zone', ['2024-05-31 08:00', '2024-05-31T10:00Z'], 'DF_TIME_MIXED', 'line 3'],
    ['days and times', ['2024-05-31', '2024-06-01T10:00'], 'DF_TIME_MIXED', 'line 3'],
    ['a number among times', ['2024-05-31', '12'], 'DF_TIME_MIXED', 'line 3'],
    ['a day that is not there', ['2024-02-30', '2024-03-01'], 'DF_TIME_INVALID', 'line 2'],
    ['the day first', ['31.05.2024 08:00', '31.05.2024 09:00'], 'DF_TIME_INVALID', 'write it as year-month-day'],
    ['the day or the month first', ['01/02/2024', '02/02/2024'], 'DF_TIME_INVALID', 'Day or month may stand first'],
    ['slashes', ['2024/5/31 08:00', '2024/5/31 09:00'], 'DF_TIME_INVALID', 'Write it as 2024-05-31'],
    ['an epoch that nobody named', ['1717142400', '1717146000'], 'DF_TIME_FORMAT', 'looks like seconds since 1970'],
    ['nanoseconds', ['1717142400000000000', '1717146000000000000'], 'DF_TIME_FORMAT', 'looks like micro- or nanosec'],
    // Counted, the next day would be 70 later.
    ['days without dashes', ['20240131', '20240201'], 'DF_TIME_FORMAT', 'Write it as 2024-01-31'],
    ['and with a time', ['202401312359', '202402010000'], 'DF_TIME_FORMAT', 'Write it as 2024-01-31'],
    [
      'the same time twice',
      ['2024-05-31T08:00Z', '2024-05-31T08:00:00.000Z'],
      'DF_DUPLICATE_ROW',
      '2024-05-31T08:00:00.000Z',
    ],
    ['clocks set back', ['2024-10-27 02:30', '2024-10-27 02:30'], 'DF_DUPLICATE_ROW', 'write them in UTC'],
  ])('%s', async (_, times, code, part) => {
    const message = await refused({ files: stamped(...times), failed: true });
    expect(message).toContain(code);
    expect(message).toContain(part);
  });

  it('cannot be counted in cycles', async () => {
    const files = stamped('2024-05-31', '2024-06-01');
    expect(await refused({ files, failed: true, time: { column: 'hour', unit: 'cycles' } })).toContain('DF_TIME_UNIT');
  });
});

describe('columns', () => {
  it.each([
    [{ unit: 'pmp' }, `DF_COLUMN_UNKNOWN fine.csv has no column 'pmp' (of the unit). Did you mean 'pump'?`],
    [{ time: 'hours' }, `(of time). Did you mean 'hour'? It has pump, hour, flow, failed`],
    [{ unit: 'pmup' }, `Did you mean 'pump'?`],
    [{ unit: 'Pump' }, `Did you mean 'pump'?`],
    [{ channels: ['flows'] }, `has no column 'flows' (of a channel). Did you mean 'flow'?`],
    [{ failed: 'faild' }, `Did you mean 'failed'?`],
    [{ settings: ['speed'] }, `DF_CHANNEL_UNKNOWN`],
    [{ inputs: ['speed'] }, `DF_CHANNEL_UNKNOWN`],
    [{ ignore: ['flow'] }, `DF_NO_CHANNEL`],
    [{ encoding: 'ebcdic' }, `DF_ENCODING unknown encoding 'ebcdic'`],
  ])('%j', async (given, message) => {
    expect(await refused({ files: write('fine.csv', csv(head, ...fine)), ...given })).toContain(message);
  });

  it('of the same name but for capitals, and such units, are told', async () => {
    const rows = fine.map(([pump, ...row]) => [pump === 'A' ? '07' : '7', ...row, 5 - Number(row[0])]);
    const { notices, train } = await readTable({
      ...options,
      files: write('alike.csv', csv([...head, 'Flow'], ...rows)),
    });
    expect(train.units).toEqual(['07', '7']);
    expect(notices.slice(0, 2).map((notice) => notice.split(': ')[1])).toEqual(['07 and 7', 'flow and Flow']);
  });

  it('of the same name', async () => {
    const files = write('twice.csv', csv(['pump', 'hour', 'flow', 'flow'], ['A', 1, 2, 3]));
    expect(await refused({ files })).toContain(`DF_COLUMN_TWICE twice.csv has two columns named 'flow'`);
  });

  it('that one of the files lacks', async () => {
    write('one.csv', csv(head, ...fine));
    write('two.csv', csv(['pump', 'hour', 'flaw', 'failed'], ['C', 1, 2, 1]));
    expect(await refused({ files: ['one.csv', 'two.csv'] })).toContain(
      `DF_COLUMN_UNKNOWN two.csv has no column 'flow'`,
    );
  });

  it('ten thousand of them, unless the channels are named', async () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
    const row = (unit: string, hour: number) => [unit, hour, ...names.map((_, i) => i + hour)];
    const files = write(
      'wide.csv',
      csv(['pump', 'hour', ...names], row('A', 1), row('A', 2), row('B', 1), row('B', 3)),
    );
    expect(await refused({ files, failed: true })).toContain('DF_TOO_MANY_CHANNELS wide.csv has 10000 columns');
    const { train } = await readTable({ ...options, files, failed: true, channels: ['c1', 'c9999'] });
    expect([...train.values]).toEqual([2, 10_000, 3, 10_001, 2, 10_000, 4, 10_002]);
  });

  it('without any value, or with one value', async () => {
    const wide = [...head, 'vibration'];
    const files = write('empty.csv', csv(wide, ...fine.map((row) => [...row, ''])));
    expect(await refused({ files, channels: ['flow', 'vibration'] })).toContain(
      'DF_CHANNEL_EMPTY no row has a value of vibration',
    );
    const { train, notices } = await readTable({ ...options, files });
    expect(train.channels).toEqual(['flow']);
    expect(notices[0]).toBe('Columns without any value, left out: vibration');
    const constant = write(
      'constant.csv',
      csv(head, ...fine.map(([pump, hour, , failed]) => [pump!, hour!, 7, failed!])),
    );
    expect(await refused({ files: constant })).toContain('DF_NO_CHANNEL no channel of constant varies: flow');
  });

  it('without a name, or that know the future, are no channels unless they are named', async () => {
    const rows = fine.map((row, i) => [i, ...row, 9 - i]);
    const files = write('future.csv', csv(['', ...head, 'RUL'], ...rows));
    const { train, notices } = await readTable({ ...options, files });
    expect(train.channels).toEqual(['flow']);
    expect(notices[0]).toBe('Columns that are not channels: column 1 (no name), RUL (by its name it knows the future)');
    const named = await readTable({ ...options, files, channels: ['flow', 'RUL'] });
    expect(named.train.channels).toEqual(['flow', 'RUL']);
  });

  it('what says who failed is no channel, also where all are said to have failed', async () => {
    const { train, notices } = await readTable({ ...options, files: withRows(), failed: true });
    expect(train.channels).toEqual(['flow']);
    expect(notices[0]).toContain('failed (by its name it says what failed)');
  });

  it('nested in Parquet', async () => {
    const files = parquet('nested.parquet', [
      { name: 'pump', data: ['A', 'A'], type: 'STRING' },
      { name: 'hour', data: [1, 2], type: 'DOUBLE' },
      { name: 'flow', data: [1, 2], type: 'DOUBLE' },
      { name: 'raw', data: [new Uint8Array(2), new Uint8Array(2)], type: 'BYTE_ARRAY' },
      { name: 'more', data: [{ a: 1 }, { a: 2 }], type: 'JSON' },
    ]);
    expect(await refused({ files, failed: true, channels: ['flow', 'more'] })).toContain(
      `DF_COLUMN_NESTED column 'more'`,
    );
  });
});

describe('ends', () => {
  it('empty cells say that a unit has not failed, which is told', async () => {
    const files = withRows(['C', 1, 1, 0], ['C', 2, 1, ''], ['D', 1, 1, '']);
    const { train, notices } = await readTable({ ...options, files });
    expect(train.ends.map(({ kind }) => kind)).toEqual(['failed', 'failed', 'running', 'running']);
    expect(notices).toContain("2 of 7 cells of 'failed' are empty. An empty one says that the unit has not failed");
  });

  it('failure before the last row', async () => {
    const message = await refused({ files: withRows(['C', 1, 1, 0], ['C', 2, 1, 1], ['C', 3, 1, 0], ['C', 4, 1, 0]) });
    expect(message).toContain('DF_FAILED_EARLY bad.csv, line 7: unit C failed here, but has 2 more rows');
  });

  it('a unit in two files with different ends', async () => {
    write('ran.csv', csv(head, ...fine, ['C', 1, 1, 0], ['C', 3, 1, 0]));
    write('broke.csv', csv(head, ['C', 2, 1, 1], ['C', 4, 1, 1]));
    expect(await refused({ files: ['ran.csv', 'broke.csv'] })).toContain(
      'DF_ENDS_DIFFER unit C is in files with different ends: ran.csv says that it did not, broke.csv says that it failed',
    );
  });

  it.each([
    [
      'of a unit without rows',
      ['b', 2],
      'DF_FAILURE_UNKNOWN failures.csv, line 3: there are no rows of unit b. Did you mean',
    ],
    ['before the last row', ['B', 1.5], 'DF_FAILED_EARLY failures.csv, line 3: unit B failed 0.5 before its last row'],
    ['of one unit twice', ['A', 3], 'DF_ENDS_DIFFER unit A ends twice: failures.csv, line 2, and failures.csv, line 3'],
    ['written as another kind of time', ['B', '2024-05-31'], 'DF_TIME_MIXED failures.csv, line 3'],
  ])('a failure %s', async (_, row, message) => {
    const files = write('fine.csv', csv(head, ...fine));
    write('failures.csv', csv(['pump', 'hour'], ['A', 2], row));
    expect(await refused({ files, ignore: ['failed'], failed: { file: 'failures.csv' } })).toContain(message);
  });

  it('a remaining life that cannot be', async () => {
    const files = write('fine.csv', csv(head, ...fine));
    const withLeft = (...row: (string | number)[]) => {
      write('left.csv', csv(['pump', 'left'], ['A', 0], row));
      return refused({ files, ignore: ['failed'], failed: { file: 'left.csv', remaining: 'left' } });
    };
    expect(await withLeft('B', -2)).toContain('DF_FAILED_EARLY left.csv, line 3: unit B failed 2 before its last row');
    expect(await withLeft('B', 'two')).toContain('DF_NOT_A_NUMBER left.csv, line 3');
    expect(await withLeft('A', 1)).toContain('DF_ENDS_DIFFER unit A ends twice');
    const both = { file: 'left.csv', remaining: 'left', time: 'hour' };
    expect(await refused({ files, failed: both })).toContain('DF_DATASET_INVALID');
  });

  it('units of one row', async () => {
    const files = write('short.csv', csv(head, ['A', 1, 1, 1], ['B', 1, 2, 1], ['C', 1, 2, 0]));
    expect(await refused({ files })).toContain('DF_NO_LIFE most of the failed units of short have one row');
  });

  it('all units running, and one unit', async () => {
    const files = write('running.csv', csv(head, ...fine.map((row) => [...row.slice(0, 3), 0])));
    expect(await refused({ files })).toContain('DF_NONE_FAILED no unit of running failed: all 2 still run');
    expect(await refused({ files, failed: undefined })).toContain('DF_NONE_FAILED');
    expect(await refused({ files: write('one.csv', csv(head, ...fine.slice(0, 2))) })).toContain('DF_TOO_FEW_UNITS');
  });
});

describe('missing values', () => {
  const gappy = () =>
    write('gappy.csv', csv(head, ['A', 1, 1, 0], ['A', 2, '', 0], ['A', 3, 'NA', 0], ['A', 4, 4, 1], ...fine.slice(2)));

  it('over more rows than allowed', async () => {
    const missing = { fill: 'forward', limit: 1 } as const;
    expect(await refused({ files: gappy(), missing })).toContain(
      `DF_GAP unit A: 2 values of 'flow' are missing in a row (times 2 to 3 hours), and at most 1 may be`,
    );
    expect(await refused({ files: gappy(), missing: 'error' })).toContain('and none may be');
    expect((await readTable({ ...options, files: gappy() })).notices[0]).toContain(
      '2 missing values of 6 were filled: flow 2',
    );
  });

  it('filled from later ones are told', async () => {
    const notices = async (fill: 'forward' | 'interpolate') =>
      (await readTable({ ...options, files: gappy(), missing: { fill, limit: 2 } })).notices.join('\n');
    expect(await notices('interpolate')).toContain('figures of held-out units may be too good');
    expect(await notices('forward')).not.toContain('too good');
  });

  it('of a unit that has none', async () => {
    const files = withRows(['C', 1, '', 0], ['C', 2, '', 1]);
    expect(await refused({ files })).toContain(`DF_GAP unit C has no value of 'flow' at all`);
  });

  it('a step so small that the rows would not fit', async () => {
    expect(await refused({ files: withRows(), resample: 1e-9 })).toContain('DF_RESAMPLE');
  });
});

describe('files', () => {
  it.each([
    ['missing', 'nothing.csv', 'DF_FILE_MISSING nothing.csv is missing'],
    ['no match of a glob', 'zz*.csv', `DF_FILE_MISSING no file matches 'zz*.csv'`],
    ['a folder', 'folder', 'DF_FILE_UNFIT folder cannot be read: it is a folder'],
    ['a spreadsheet', 'sheet.xlsx', 'DF_FILE_UNFIT sheet.xlsx is packed or a spreadsheet'],
    ['empty', 'nothing-in-it.csv', 'DF_TABLE_EMPTY nothing-in-it.csv is empty'],
    ['only a head', 'head.csv', 'DF_TABLE_EMPTY head.csv has no rows'],
    ['only heads', 'h*d.csv', 'DF_TABLE_EMPTY head.csv, as the 1 after it, has no rows'],
    ['blank', 'blank.csv', 'DF_TABLE_EMPTY blank.csv is empty'],
    ['in another encoding', 'latin.csv', 'DF_ENCODING latin.csv is not in utf-8. Name its encoding, as windows-1252'],
    ['not Parquet', 'not.parquet', 'DF_PARQUET_INVALID not.parquet cannot be read as Parquet'],
    ['a truncated Parquet', 'cut.parquet', 'DF_PARQUET_INVALID cut.parquet cannot be read as Parquet'],
    ['a damaged Parquet', 'damaged.parquet', 'DF_PARQUET_INVALID damaged.parquet, row group 1'],
  ])('%s', async (_, files, message) => {
    mkdirSync(join(folder, 'folder'), { recursive: true });
    write('sheet.xlsx', 'PK\u0003\u0004');
    write('nothing-in-it.csv', '');
    write('head.csv', csv(head));
    write('hed.csv', csv(head));
    write('blank.csv', '\n \r\n');
    write('latin.csv', Buffer.from(csv(head, ['Pumpe-\u00fc', 1, 2, 0]), 'latin1'));
    write('not.parquet', 'no parquet');
    const whole = parquet('whole.parquet', [
      { name: 'pump', data: ['A', 'A'], type: 'STRING' },
      { name: 'hour', data: [1, 2], type: 'DOUBLE' },
      { name: 'flow', data: [1, 2], type: 'DOUBLE' },
      { name: 'failed', data: [0, 1], type: 'INT32' },
    ]);
    const bytes = readFileSync(whole);
    writeFileSync(join(folder, 'cut.parquet'), bytes.subarray(0, bytes.length - 60));
    writeFileSync(join(folder, 'damaged.parquet'), bytes.fill(0xff, 4, 60));
    expect(await refused({ files })).toContain(message);
  });

  it.each(['utf-16le', 'utf-16be'])('%s without a mark is read', async (encoding) => {
    const bytes = Buffer.from(csv(head, ...fine), 'utf16le');
    const files = write('wide.csv', encoding === 'utf-16be' ? bytes.swap16() : bytes);
    expect((await readTable({ ...options, files })).train.units).toEqual(['A', 'B']);
  });

  it('an encoding that is named is read', async () => {
    const files = write(
      'latin.csv',
      Buffer.from(csv(head, ['\u00fc', 1, 2, 0], ['\u00fc', 2, 3, 1], ...fine), 'latin1'),
    );
    const { train } = await readTable({ ...options, files, encoding: 'windows-1252' });
    expect(train.units).toEqual(['A', 'B', '\u00fc']);
  });

  it('dataset.json', async () => {
    const refusedJson = async (text: string) => {
      write('dataset.json', text);
      const error = await refusal(readDataset(folder));
      return `${error.code} ${error.detail.replaceAll(`${folder}/`, '')}`;
    };
    const whole = { format: 'amnl-dataset', version: 1, files: 'x.csv', unit: 'a', time: 'b' };
    const of = (more: object) => JSON.stringify({ ...whole, ...more });
    expect(await refusedJson('{')).toContain('DF_DATASET_INVALID dataset.json is not JSON');
    expect(await refusedJson(of({ chanels: [] }))).toContain(`unknown key 'chanels'. Did you mean 'channels'?`);
    expect(await refusedJson(of({ version: 2 }))).toContain('dataset.json: version:');
    expect(await refusedJson(of({ failed: false }))).toContain('failed: expected the name of a column, true, or');
    expect(await refusedJson(of({ missing: { fill: 'mean' } }))).toContain('missing: expected "error", or');
    expect(await refusedJson(of({ rulCap: 0 }))).toContain('DF_DATASET_INVALID dataset.json: rulCap');
    const reversed = of({ cut: { remaining: [9, 5] } });
    expect(await refusedJson(reversed)).toContain('cut.remaining: expected [least, most], least ≤ most');
    expect(await refusedJson(of({}))).toContain('DF_FILE_MISSING x.csv is missing');
  });
});
