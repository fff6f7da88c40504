import { afterAll, describe, expect, it } from 'vitest';
import { csv, refusal, tableFolder } from '../fixtures/tables.js';
import { describeTable } from './describe-table.js';
import { readDataset, readTable } from './read-table.js';

const { write, folder, remove } = tableFolder();
afterAll(remove);

/** Two pumps of four rows, with a column of its own; the first pump failed. */
function pumps(column: string, cells: readonly (string | number)[], separator = ';') {
  const rows = cells.map((cell, i) => [i < 4 ? 'A' : 'B', i % 4, 10 + i, i === 3 ? 1 : 0, cell]);
  return csv(['pump', 'hour', 'flow', 'failed', column], ...rows)
    .replaceAll(',', separator)
    .replaceAll('@', ',');
}

describe('a sensor some of whose cells cannot be read', () => {
  it.each([
    [
      'decimal commas',
      [80, '80@5', 81, '81@5', 80, '80@5', 81, 82],
      `line 3, column 'heat': found "80,5": decimal commas are not read. Export the table with decimal points. 8 of the 8 cells`,
      'DF_DECIMAL_COMMA',
    ],
    [
      'a word',
      [80, 81, 'k.A.', 81, '', 80, 81, 82],
      `line 4, column 'heat': expected a number, found "k.A.". Correct it, or leave this column out of the channels. 6 of the 7 cells`,
      'DF_NOT_A_NUMBER',
    ],
  ])('is said by describing, and refused by training with what was described: %s', async (_, cells, said, code) => {
    const file = write('heat.csv', pumps('heat', cells));
    const { dataset, problems, columns, facts } = await describeTable(file);
    expect(problems.filter((problem) => problem.includes("column 'heat'"))).toHaveLength(1);
    expect(problems[0]!.replace(`${folder}/`, '')).toContain(`heat.csv, ${said}`);
    expect(columns.at(-1)).toEqual({ column: 'heat', role: 'channel', why: 'numbers, not all of which can be read' });
    expect(dataset.channels).toEqual(['flow', 'heat']);
    expect(facts).toMatchObject({ rows: 8, units: 2, failed: 1 });
    const { format, version, ...options } = dataset;
    const refused = await refusal(readTable(options, folder));
    expect(refused.code).toBe(code);
    // Describing begins with the very sentence of training.
    expect(problems[0]).toContain(refused.detail);
  });

  it('is one of text if most of its cells are', async () => {
    const file = write('note.csv', pumps('note', ['ok', 'ok', 'loud', 7, 'ok', 'ok', 'ok', 'ok']));
    const { dataset, problems } = await describeTable(file);
    expect(dataset.channels).toEqual(['flow']);
    expect(problems).toEqual(['1 unit failed: training needs 5, unless there are files to test with']);
  });
});

it('takes the errors of a spreadsheet for missing values', async () => {
  const file = write('errors.csv', pumps('heat', [80, '#NV', 81, '#DIV/0!', '#N/A', 80, '#WERT!', 82]));
  const { dataset, facts, problems } = await describeTable(file);
  expect(dataset.channels).toEqual(['flow', 'heat']);
  expect(facts!.channels[1]).toEqual({ name: 'heat', min: 80, max: 82, missing: 4, longestGap: 1 });
  expect(problems).toEqual(['1 unit failed: training needs 5, unless there are files to test with']);
});

describe('what says which units failed', () => {
  const table = (yes: string, no: string) =>
    csv(
      ['pump', 'hour', 'flow', 'failure'],
      ...[0, 1, 2, 3].map((i) => [i < 2 ? 'A' : 'B', i % 2, i, i === 1 ? yes : no]),
    );

  it.each([
    ['ja', 'nein'],
    ['WAHR', 'FALSCH'],
    ['VRAI', 'FAUX'],
  ])('may be %s and %s', async (yes, no) => {
    const { dataset, facts } = await describeTable(write('flags.csv', table(yes, no)));
    expect(dataset.failed).toBe('failure');
    expect(facts!.failed).toBe(1);
  });

  it('is asked for if two words are neither', async () => {
    const { dataset, problems } = await describeTable(write('words.csv', table('kaputt', 'heil')));
    expect(dataset.failed).toBeUndefined();
    expect(problems[0]).toBe(
      'failure has only "heil" and "kaputt": if it says which units failed, write 0 and 1, and name it in `failed`',
    );
  });
});

it('tells of a channel that is the remaining life', async () => {
  const rows = [30, 21, 40].flatMap((life, pump) =>
    Array.from({ length: life }, (_, hour) => [
      `P-${pump}`,
      hour,
      (hour * 7) % 5,
      life - hour,
      hour + 1 === life ? 1 : 0,
    ]),
  );
  const file = write('leak.csv', csv(['pump', 'hour', 'flow', 'margin', 'failed'], ...rows));
  const { problems, dataset } = await describeTable(file);
  expect(problems[0]).toMatch(/^margin is the remaining life itself, or nearly .* put it into `ignore`$/);
  const { format, version, channels, ...options } = dataset;
  expect((await readTable(options, folder)).notices.join()).toContain('margin is the remaining life itself');
  const { train, notices } = await readTable({ ...options, ignore: ['margin'] }, folder);
  expect(train.channels).toEqual(['flow']);
  expect(notices.join()).not.toContain('margin is');
});

it('says of days before months what training says', async () => {
  const rows = ['A', 'B'].flatMap((pump) => [1, 2].map((day) => [pump, `0${day}.05.2024 08:00`, day]));
  const error = await refusal(describeTable(write('days.csv', csv(['pump', 'Datum', 'flow'], ...rows))));
  expect(error.code).toBe('DF_TIME_INVALID');
  expect(error.detail).toContain(`days.csv, line 2, column 'Datum': expected a number or an ISO 8601 time`);
  expect(error.detail).toContain('write it as year-month-day');
});

describe('a name in dataset.json that is no column', () => {
  const file = () => write('plain.csv', pumps('Kategorie', [1, 2, 3, 4, 5, 6, 7, 8]));
  const base = { unit: 'pump', time: 'hour', failed: 'failed' };

  it.each([
    [{ ignore: ['Katgorie'] }, 'DF_COLUMN_UNKNOWN', `plain has no column 'Katgorie' (to ignore)`],
    [{ channels: ['flow', 'Katgorie'] }, 'DF_COLUMN_UNKNOWN', `has no column 'Katgorie' (of a channel)`],
    [{ settings: ['Katgorie'] }, 'DF_CHANNEL_UNKNOWN', `'Katgorie'`],
    [{ inputs: ['Katgorie'] }, 'DF_CHANNEL_UNKNOWN', `'Katgorie'`],
  ])('is refused: %j', async (more, code, said) => {
    const error = await refusal(readTable({ ...base, ...more, files: file() }, folder));
    expect(error.code).toBe(code);
    expect(error.detail).toContain(said);
    expect(error.detail).toContain(`Did you mean 'Kategorie'?`);
  });

  it('may be ignored if one of several files has it', async () => {
    const other = csv(['pump', 'hour', 'flow', 'failed'], ['C', 0, 1, 0], ['C', 1, 2, 1]);
    const files = [file(), write('other.csv', other)];
    const { train } = await readTable({ ...base, files, ignore: ['Kategorie'] }, folder);
    expect(train.channels).toEqual(['flow']);
  });
});

it('passes over the line by which Excel is told the separator', async () => {
  const file = write('sep.csv', `sep=;\r\n${pumps('heat', [1, 2, 3, 4, 5, 6, 7, 'x'])}`);
  const { dataset, problems, ready } = await describeTable(file);
  expect(dataset.channels).toEqual(['flow', 'heat']);
  expect(problems[0]).toContain(`sep.csv, line 10, column 'heat'`);
  expect(ready).toBe(false);
});

it('is ready for training from five failed units on', async () => {
  const table = (count: number) =>
    csv(
      ['pump', 'hour', 'flow', 'failed'],
      ...Array.from({ length: 4 * count }, (_, i) => [`P${i >> 2}`, i % 4, (i * 7) % 5, i % 4 === 3 ? 1 : 0]),
    );
  const five = await describeTable(write('five.csv', table(5)));
  expect(five).toMatchObject({ ready: true, problems: [] });
  const four = await describeTable(write('four.csv', table(4)));
  expect(four.ready).toBe(false);
  expect(four.problems).toEqual(['4 units failed: training needs 5, unless there are files to test with']);
});

it('says what a description is missing, and that it is no table', async () => {
  const described = write(
    'k.json',
    JSON.stringify({ format: 'amnl-dataset', version: 1, files: 'plain.csv', time: 'hour' }),
  );
  const error = await refusal(readDataset(described));
  expect(error.detail).toBe(`${described}: 'unit' is missing. Add it`);
  expect((await refusal(describeTable(described))).code).toBe('DF_FILE_UNFIT');
});

it('says how to name the columns of a table of failures', async () => {
  const files = write('plain.csv', pumps('heat', [1, 2, 3, 4, 5, 6, 7, 8]));
  const failures = write('failures.csv', csv(['machine', 'at'], ['A', 3]));
  const error = await refusal(readTable({ files, unit: 'pump', time: 'hour', failed: { file: failures } }, folder));
  expect(error.code).toBe('DF_COLUMN_UNKNOWN');
  expect(error.detail).toContain('"failed": { "file": …, "unit": …, "time": … }');
});

describe('what somebody has said goes before guesses', () => {
  const rows = ['\u00fc1', '\u00fc2'].flatMap((name) =>
    [0, 1, 2].map((i) => [name, `0${i + 1}.05.2024`, i, 10 + i, i === 2 ? 1 : 0]),
  );
  const table = csv(['Pr\u00fcfstand', 'Datum', 'Lauf', 'Durchflu\u00df', 'St\u00f6rung'], ...rows);
  const file = () => write('latin.csv', Buffer.from(table.replaceAll(',', ';'), 'latin1'));
  const said = {
    unit: 'Pr\u00fcfstand',
    time: 'Lauf',
    failed: 'St\u00f6rung',
    encoding: 'windows-1252',
    separator: ';',
  } as const;

  it('and is in the dataset.json, which reads', async () => {
    const { dataset, columns, problems } = await describeTable(file(), said);
    expect(dataset).toMatchObject({ ...said, time: { column: 'Lauf', unit: 'cycles' }, channels: ['Durchflu\u00df'] });
    expect(columns.map(({ role }) => role)).toEqual(['unit', 'ignored', 'time', 'channel', 'failed']);
    expect(problems[0]).toBe(
      'Datum has days such as "01.05.2024", which are left out: if it is the time of the rows, write year-month-day',
    );
    const { format, version, ...options } = dataset;
    expect((await readTable(options, folder)).train.units).toEqual(['\u00fc1', '\u00fc2']);
  });

  it('also that every unit failed; what looked like failures is no channel then', async () => {
    const text = csv(['pump', 'hour', 'flow', 'fault'], ['A', 1, 5, 0], ['A', 2, 6, 1], ['B', 1, 7, 0], ['B', 2, 8, 0]);
    const { dataset, facts } = await describeTable(write('all.csv', text), { failed: true });
    expect(dataset).toMatchObject({ failed: true, channels: ['flow'] });
    expect(facts!.failed).toBe(2);
  });

  it.each([
    [
      { unit: 'Prufstand' },
      'DF_COLUMN_UNKNOWN',
      "has no column 'Prufstand' (of the unit). Did you mean 'Pr\u00fcfstand'?",
    ],
    [{ time: 'Laufx' }, 'DF_COLUMN_UNKNOWN', "has no column 'Laufx' (of time). Did you mean 'Lauf'?"],
    [{ failed: 'x' }, 'DF_COLUMN_UNKNOWN', "has no column 'x' (that says which units failed)"],
    [
      { failed: 'Lauf' },
      'DF_DATASET_INVALID',
      "'Lauf' is named as the column of time and that says which units failed",
    ],
    [{ encoding: 'klingon' }, 'DF_ENCODING', "unknown encoding 'klingon'"],
  ])('unless it cannot be: %j', async (more, code, message) => {
    const error = await refusal(describeTable(file(), { ...said, ...more }));
    expect(error.code).toBe(code);
    expect(error.detail).toContain(message);
  });
});
