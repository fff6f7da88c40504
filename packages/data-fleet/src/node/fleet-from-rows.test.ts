import { expect, it } from 'vitest';
import { csv, refusal, tableFolder } from '../fixtures/tables.js';
import { fleetChecksum } from './checksum.js';
import { type FleetFromRowsOptions, fleetFromRows } from './fleet-from-rows.js';
import { readTable } from './read-table.js';
import type { TableRow, TableRows } from './rows-source.js';

const options = { name: 'pumps', unit: 'pump', time: 'hour', failed: 'failed' } satisfies FleetFromRowsOptions;
const rows = ['A', 'B', 'C'].flatMap((pump, i) =>
  [0, 1, 2, 3].map((hour) => ({
    pump,
    hour,
    flow: 1.5 * hour + i,
    speed: hour === 2 ? null : 7 - hour,
    failed: hour === 3,
  })),
);
const refused = async (given: unknown, more: Partial<FleetFromRowsOptions> = {}) => {
  const { code, detail } = await refusal(fleetFromRows(given as TableRows, { ...options, ...more }));
  return `${code} ${detail}`;
};

it('gives the fleet of a table with the same cells, whatever the order of the rows', async () => {
  const { folder, write, remove } = tableFolder();
  const cells = rows.map(({ pump, hour, flow, speed, failed }) => [pump, hour, flow, speed ?? '', Number(failed)]);
  write('pumps.csv', csv(['pump', 'hour', 'flow', 'speed', 'failed'], ...cells));
  const { name: _, ...columns } = options;
  const table = await readTable({ ...columns, files: 'pumps.csv' }, folder);
  remove();
  async function* later() {
    for (const row of [...rows].reverse()) yield row;
  }
  const data = await fleetFromRows(later(), options);
  const { origin, ...fleet } = data.train;
  expect(fleet).toEqual({ ...table.train, origin: undefined });
  expect({ ...data.rules, notices: data.notices }).toEqual({ ...table.rules, notices: table.notices });
  expect(origin).toEqual({ checksum: fleetChecksum(fleet), simulated: false });
  expect(data).toMatchObject({ name: 'pumps', files: {}, checksum: origin.checksum });
});

it('reads dates, and units to test with', async () => {
  const dated = rows.map(({ hour, ...row }) => ({ ...row, at: new Date(Date.UTC(2024, 0, 1, hour)) }));
  const { train, test } = await fleetFromRows(dated, {
    ...options,
    time: { column: 'at', unit: 'hours' },
    test: dated,
  });
  expect([...train.times.subarray(0, 4)]).toEqual([0, 1, 2, 3]);
  expect(train.clock?.starts[0]).toBe(Date.UTC(2024, 0, 1));
  expect(test).toMatchObject({ role: 'test', units: ['A', 'B', 'C'], origin: train.origin });
});

it('has another checksum for anything that training sees', async () => {
  const sum = async (change: (row: TableRow, i: number) => TableRow, more: Partial<FleetFromRowsOptions> = {}) =>
    (await fleetFromRows(rows.map(change), { ...options, ...more })).checksum;
  const sums = [
    await sum((row) => row),
    await sum((row, i) => (i === 5 ? { ...row, flow: 9 } : row)),
    await sum((row) => ({ ...row, hour: 2 * (row['hour'] as number) })),
    await sum((row) => ({ ...row, pump: `${row['pump']}1` })),
    await sum((row) => (row['pump'] === 'C' ? { ...row, failed: 0 } : row)),
    await sum((row) => row, { time: { column: 'hour', unit: 'days' } }),
    await sum((row) => row, { settings: ['speed'] }),
  ];
  expect(new Set(sums).size).toBe(sums.length);
  expect(await sum((row) => ({ ...row }))).toBe(sums[0]);
});

it('reads more rows than one part has, and names the row of a fault', async () => {
  const many: Record<string, unknown>[] = Array.from({ length: 9000 }, (_, i) => ({
    pump: `P${i % 3}`,
    hour: Math.floor(i / 3),
    flow: i,
    failed: i >= 8997,
  }));
  expect((await fleetFromRows(many, options)).train.times).toHaveLength(9000);
  many[5000] = { ...many[5000], flow: 'high' };
  expect(await refused(many)).toBe(
    `DF_NOT_A_NUMBER pumps, row 5001, column 'flow': expected a number, found "high". Correct it, or leave this column out of the channels`,
  );
  many[5000] = { ...many[5000], flow: 1, extra: 1 };
  expect(await refused(many)).toMatch(/DF_ROWS_INVALID pumps, row 5001 has a column 'extra'.*same columns/);
});

it.each([
  [
    'nothing',
    undefined,
    'DF_ROWS_INVALID pumps must be a list of rows, or give them one after the other, but is undefined',
  ],
  ['a text', 'rows', 'DF_ROWS_INVALID pumps must be a list of rows'],
  ['no rows', [], 'DF_TABLE_EMPTY pumps has no rows'],
  ['lists', [[1, 2]], 'DF_ROWS_INVALID pumps, row 1 is '],
  [
    'a column that is not there',
    rows.map(({ pump: _, ...row }) => row),
    `DF_COLUMN_UNKNOWN pumps has no column 'pump'`,
  ],
  ['objects in cells', rows.map((row) => ({ ...row, pump: {} })), `DF_COLUMN_NESTED column 'pump' of pumps`],
  [
    'a text among dates',
    rows.map((row, i) => ({ ...row, hour: i < 3 ? new Date(i) : 'x' })),
    `DF_TIME_MIXED pumps, row 4, column 'hour': found "x"`,
  ],
  [
    'no date',
    rows.map((row) => ({ ...row, hour: new Date(Number.NaN) })),
    `DF_CELL_EMPTY pumps, row 1, column 'hour': the time is missing`,
  ],
  ['running units alone', rows.map((row) => ({ ...row, failed: null })), 'DF_NONE_FAILED no unit of pumps failed'],
])('refuses %s', async (_, given, message) => {
  expect(await refused(given)).toContain(message);
});

it('refuses options that have no effect', async () => {
  expect(await refused(rows, { files: 'x.csv' } as object)).toContain(
    `DF_DATASET_INVALID fleetFromRows: unknown key 'files'`,
  );
  expect(await refused(rows, { failed: { file: 'x.csv' } } as object)).toContain(
    'fleetFromRows: failed: expected the name of a column',
  );
});

it('gives the rows up that were not read', async () => {
  let ended = false;
  function* endless() {
    try {
      for (;;) yield { pump: 'A', hour: 0, flow: 'x' };
    } finally {
      ended = true;
    }
  }
  expect(await refused(endless(), { failed: true, channels: ['flow'] })).toContain('DF_NOT_A_NUMBER pumps, row 1');
  expect(ended).toBe(true);
});
