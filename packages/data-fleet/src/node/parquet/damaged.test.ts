import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { refusal, tableFolder } from '../../fixtures/tables.js';
import { readTable } from '../read-table.js';
import { checkPages } from './check-pages.js';
import { checkRuns, DeltaReader } from './runs.js';
import { ThriftReader } from './thrift.js';

const { parquet, write, folder, remove } = tableFolder();
afterAll(remove);

const bytes = (...parts: (number | readonly number[])[]) => Uint8Array.from(parts.flat());
/** A number as Thrift writes it. */
const varint = (value: number): number[] =>
  value < 128 ? [value] : [128 + (value % 128), ...varint(Math.floor(value / 128))];
const int = (value: number) => varint(2 * value);

describe('Thrift', () => {
  it('gives numbers, flags and structs by their fields, and passes over lists and texts', () => {
    // 1: 3, 2: true, 4: { 1: -2 }, 5: [i32 7, 8], 6: "ab", 7: -1 (a byte)
    const struct = bytes(0x15, int(3), 0x11, 0x2c, [0x15, 3, 0], 0x19, [0x25, 14, 16], 0x18, [2, 97, 98], 0x13, 255, 0);
    const reader = new ThriftReader(struct);
    const fields = reader.struct();
    expect(Object.fromEntries(fields)).toEqual({ 1: 3, 2: true, 4: new Map([[1, -2]]), 7: -1 });
    expect(reader.at).toBe(struct.length);
  });

  it.each([
    ['a list longer than what is left', bytes(0x19, [0xf5, varint(2 ** 31)].flat(), 0), 'a list of 2147483648'],
    ['a text longer than what is left', bytes(0x18, varint(9), 97, 0), 'a text of 9'],
    ['structs without an end', bytes(...new Array<number>(99).fill(0x1c)), 'structs within structs'],
    ['a number without an end', bytes(0x15, new Array<number>(11).fill(255)), 'more than ten bytes'],
    ['no end', bytes(0x15, 2), 'it ends early'],
    ['a type that Parquet has not', bytes(0x1b, 0), 'a field of type 11'],
  ])('%s', (_, struct, message) => expect(() => new ThriftReader(struct).struct()).toThrow(message));
});

describe('runs', () => {
  it('count what they hold', () => {
    // Five ones, then eight packed bits of which three are needed: 1, 0, 1.
    expect(checkRuns(bytes(10, 1, 3, 0b11111101), 0, 4, { width: 1, count: 8 })).toEqual({ ones: 7, end: 4 });
    expect(checkRuns(bytes(2 * 300, 5, 0).fill(0), 0, 0, { width: 9, count: 0 })).toEqual({ ones: 0, end: 0 });
  });

  it.each([
    ['longer than the page has values', bytes(varint(2 * 2 ** 28), 1), 1],
    ['beyond the page', bytes(3), 8],
    ['of numbers that are too wide', bytes(2, 1), 40],
    ['of more packed values than there can be', bytes(varint(2 ** 24 + 1), 1), 0],
  ])('%s', (_, stream, width) => {
    expect(() => checkRuns(stream, 0, stream.length, { width, count: 8 })).toThrow();
  });

  it('of differences give their numbers: the example of the specification', () => {
    // 7, 5, 3, 1, 2, 3, 4, 5 in a block of 8: least difference -2, then 0 0 0 3 3 3 3 in two bits.
    const block = bytes(8, 1, 8, 14, 3, 2, 0b11000000, 0b00111111);
    expect([...new DeltaReader(block, 0).numbers(8)]).toEqual([7, 5, 3, 1, 2, 3, 4, 5]);
    expect(() => new DeltaReader(bytes(8, 0, 8, 14), 0).head()).toThrow('blocks of 8 in 0 parts');
    expect(() => new DeltaReader(bytes(varint(2 ** 30), 1, 8, 14), 0).head()).toThrow('blocks of');
  });
});

describe('pages', () => {
  const facts = { type: 'DOUBLE', codec: 'UNCOMPRESSED', optional: true, typeLength: undefined, rows: 3 };
  const levels = [2, 0, 0, 0, 6, 1]; // of two bytes: a run of three ones
  const page = ({
    count = 3,
    encoding = 0,
    size = 30,
    compressed = 30,
    body = [...levels, ...new Array<number>(24)],
  } = {}) => {
    const own = [0x15, ...int(count), 0x15, ...int(encoding), 0x15, 6, 0x15, 6, 0];
    return bytes(
      [0x15, 0, 0x15, ...int(size), 0x15, ...int(compressed), 0x2c, ...own, 0],
      body.map((byte) => byte ?? 0),
    );
  };

  it('that are sound are let through', () => expect(() => checkPages(page(), facts)).not.toThrow());

  it.each([
    ['more values than rows', { count: 4 }, 'a page of 4 values, where 3 rows are left'],
    ['fewer values than rows', { count: 2, body: [2, 0, 0, 0, 4, 1, ...new Array<number>(24)] }, '2 values, where'],
    ['more bytes than there are', { compressed: 31 }, 'a page of 31 bytes'],
    ['more bytes unpacked than there can be', { size: 2 ** 30 }, 'a page of 1073741824 bytes from 30'],
    [
      'more values than bytes',
      { body: [...levels, ...new Array<number>(15)], size: 21, compressed: 21 },
      '3 values in 15',
    ],
    ['no dictionary', { encoding: 8 }, 'no dictionary'],
    ['an unknown encoding', { encoding: 11 }, 'values in encoding 11'],
    [
      'a run without an end',
      { body: [5, 0, 0, 0, 0xfe, 0xff, 0xff, 0x7f, 1, ...new Array<number>(21)] },
      'a run of 134217727',
    ],
  ])('%s', (_, changed, message) => expect(() => checkPages(page(changed), facts)).toThrow(message));
});

describe('a file', () => {
  const columns = [
    { name: 'pump', data: ['A', 'A'], type: 'STRING' as const },
    { name: 'hour', data: [1, 2], type: 'DOUBLE' as const },
    { name: 'flow', data: [1, 2], type: 'DOUBLE' as const },
  ];
  const options = { unit: 'pump', time: 'hour', failed: true } as const;
  const refused = async (files: string) => (await refusal(readTable({ files, ...options }, folder))).message;

  it('that is encrypted, whose metadata are longer than it, or that has no rows', async () => {
    const whole = readFileSync(parquet('whole.parquet', columns));
    const changed = (at: number, ...values: number[]) => {
      const copy = Buffer.from(whole);
      copy.set(values, copy.length + at);
      return write('changed.parquet', copy);
    };
    expect(await refused(changed(-4, ...Buffer.from('PARE')))).toContain('it is encrypted');
    expect(await refused(changed(-8, 255, 255, 255, 127))).toContain('metadata of 2147483647 bytes in a file of');
    for (const flips of [0, 1, 2, 3])
      expect(await refused(changed(-8, whole.at(-8)! - 1 - flips))).toContain('DF_PARQUET_INVALID');
    const none = columns.map((column) => ({ ...column, data: [] }));
    expect(await refused(parquet('none.parquet', none))).toContain('DF_TABLE_EMPTY');
  });

  it('with ten thousand columns is read by names, and refused without', async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => ({ name: `c${i}`, data: [1, i], type: 'DOUBLE' as const }));
    const files = parquet('wide.parquet', [...columns, ...many]);
    expect(await refused(files)).toContain('DF_TOO_MANY_CHANNELS');
    const { train } = await readTable({ files, ...options, channels: ['flow', 'c9999'], test: files });
    expect([...train.values]).toEqual([1, 1, 2, 9999]);
  });
});
