import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, expect, test } from 'vitest';
import { type ParquetColumn, writeParquet } from './write-parquet.js';

const folder = mkdtempSync(join(tmpdir(), 'amnl parquet '));
afterAll(() => rmSync(folder, { recursive: true }));

const columns: ParquetColumn<number>[] = [
  { name: 'name', type: 'text', cell: (i) => `Pümp-${i % 9}` },
  { name: 'time', type: 'double', cell: (i) => i / 3 },
  { name: 'rul', type: 'float', cell: (i) => Math.fround(i / 7) },
  { name: 'good', type: 'truth', cell: (i) => i % 2 === 0 },
  { name: 'at', type: 'instant', cell: (i) => 1_700_000_000_000_001n + BigInt(i) },
  { name: 'shown', type: 'clock', optional: true, cell: (i) => (i % 5 === 0 ? null : BigInt(i) * 1_000_000n) },
];
async function* parts(...lengths: number[]) {
  let next = 0;
  for (const length of lengths) yield Array.from({ length }, () => next++);
}
const read = (path: string) => {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
};

test('rows that come in parts are read again, in row groups that fit into memory', async () => {
  const path = join(folder, 'new', 'rows.parquet');
  await writeParquet(path, columns, parts(30_000, 0, 40_001, 1));
  const file = read(path);
  const { num_rows, row_groups, schema } = parquetMetadata(file);
  expect([num_rows, ...row_groups.map((group) => group.num_rows)]).toEqual([70_002n, 65_536n, 4466n]);
  expect(schema.slice(1).map(({ type, repetition_type }) => [type, repetition_type])).toEqual([
    ['BYTE_ARRAY', 'REQUIRED'],
    ['DOUBLE', 'REQUIRED'],
    ['FLOAT', 'REQUIRED'],
    ['BOOLEAN', 'REQUIRED'],
    ['INT64', 'REQUIRED'],
    ['INT64', 'OPTIONAL'],
  ]);
  expect([schema[5]!.logical_type, schema[6]!.logical_type]).toMatchObject([
    { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
    { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
  ]);
  const parsers = { timestampFromMicroseconds: (micros: bigint) => micros };
  const rows = await parquetReadObjects({ file, parsers: parsers as never });
  for (const i of [0, 1, 29_999, 30_000, 65_535, 65_536, 70_001]) {
    expect(rows[i]).toEqual(Object.fromEntries(columns.map(({ name, cell }) => [name, cell(i)])));
  }
});

test('no rows are a file with columns, and what fails leaves none', async () => {
  await writeParquet(join(folder, 'none.parquet'), columns, parts());
  expect(parquetMetadata(read(join(folder, 'none.parquet')))).toMatchObject({ num_rows: 0n, row_groups: [] });
  const before = readdirSync(folder);
  const failing = async function* () {
    yield* parts(70_000);
    throw new Error('no more');
  };
  await expect(writeParquet(join(folder, 'failed.parquet'), columns, failing())).rejects.toThrow('no more');
  expect(readdirSync(folder)).toEqual(before);
});
