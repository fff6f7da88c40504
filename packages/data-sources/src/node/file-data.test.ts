import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Batch, type DataSource, type EpochOrder, permutation } from '@amnl/core-loop';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf, ORDER } from '../fixtures/sources.js';
import { prefetch } from '../prefetch.js';
import { type FileDataOptions, fileData } from './file-data.js';
import { writeNpy } from './write-npy.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'amnl file data '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

/** `rows` rows: x has [row, row + 0.5], y has the row. */
async function files(rows: number, name = `rows-${rows}`): Promise<{ x: string; y: string }> {
  const paths = { x: at(`${name}-x.npy`), y: at(`${name}-y.npy`) };
  const x = Float32Array.from({ length: 2 * rows }, (_, i) => Math.floor(i / 2) + (i % 2) / 2);
  await writeNpy(paths.x, [x], { row: [2], overwrite: true });
  await writeNpy(paths.y, [Int32Array.from({ length: rows }, (_, i) => i)], {
    row: [],
    dtype: 'int32',
    overwrite: true,
  });
  return paths;
}
const open = async (rows: number, options: Partial<FileDataOptions> = {}) => {
  const { x, y } = await files(rows);
  return fileData({ inputs: { x }, targets: { y }, ...options });
};
async function collect(batches: ReturnType<DataSource['batches']>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}
const rowsOf = (batches: readonly Batch[]) => batches.flatMap(({ targets }) => [...(targets['y']!.data as Int32Array)]);

/** The order of the rows, in plain loops over what the README says: blocks, then rows within groups of blocks. */
function expectedRows(rows: number, blockRows: number, buffer: number, { seed, epoch }: EpochOrder): number[] {
  const blocks: number[][] = [];
  for (let first = 0; first < rows; first += blockRows) {
    const block: number[] = [];
    for (let row = first; row < Math.min(rows, first + blockRows); row++) block.push(row);
    blocks.push(block);
  }
  const shuffled = [...permutation(blocks.length, seed, 'blocks', epoch)].map((i) => blocks[i]!);
  const groups = Math.ceil(blocks.length / buffer);
  const all: number[] = [];
  for (let g = 0; g < groups; g++) {
    const group = shuffled.slice(g * buffer, (g + 1) * buffer).flat();
    for (const place of permutation(group.length, seed, 'rows', epoch * groups + g)) all.push(group[place]!);
  }
  return all;
}

describe('fileData', () => {
  test('in order it gives the arrays, and the last batch is smaller or left out', async () => {
    const source = await open(7, { batchSize: 3, blockRows: 2, buffer: 1 });
    expect([source.samples, source.batchesPerEpoch]).toEqual([7, 3]);
    const batches = await collect(source.batches(ORDER));
    expect(batches.map(({ size }) => size)).toEqual([3, 3, 1]);
    expect(rowsOf(batches)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(batches[1]!.inputs['x']).toEqual({ data: Float32Array.of(3, 3.5, 4, 4.5, 5, 5.5), shape: [3, 2] });
    const full = await open(7, { batchSize: 3, dropLast: true });
    expect(rowsOf(await collect(full.batches(ORDER)))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('shuffled it gives every row once, in the order that seed and epoch fix, input and target together; from any batch on', async () => {
    const small = (most: number) => fc.integer({ min: 1, max: most });
    await fc.assert(
      fc.asyncProperty(small(60), small(9), small(9), small(4), fc.nat(5), fc.nat(), async (...drawn) => {
        const [rows, batchSize, blockRows, buffer, epoch, seed] = drawn;
        const order = { epoch, seed };
        const source = await open(rows, { batchSize, blockRows, buffer, shuffle: true });
        const batches = await collect(source.batches(order));
        expect(rowsOf(batches)).toEqual(expectedRows(rows, Math.min(rows, blockRows), buffer, order));
        expect(rowsOf(batches).sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
        for (const { inputs, targets, size } of batches) {
          for (let i = 0; i < size; i++) expect(inputs['x']!.data[2 * i]).toBe(targets['y']!.data[i]);
        }
        for (const first of [0, 1, Math.floor(batches.length / 2), batches.length]) {
          expect(await collect(source.batchesFrom!(order, first))).toEqual(batches.slice(first));
          expect(await collect(prefetch(source).batchesFrom!(order, first))).toEqual(batches.slice(first));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('another epoch or seed has another order; passes do not meet', async () => {
    const source = await open(50, { batchSize: 5, blockRows: 3, buffer: 4, shuffle: true });
    const order = async (epoch: number, seed: number) => rowsOf(await collect(source.batches({ epoch, seed })));
    const [a, b, c, again] = await Promise.all([order(0, 1), order(1, 1), order(0, 2), order(0, 1)]);
    expect(again).toEqual(a);
    expect(b).not.toEqual(a);
    expect(c).not.toEqual(a);
  });

  test('an epoch that is left closes its files', async () => {
    const source = await open(50, { batchSize: 5, blockRows: 3, buffer: 2, shuffle: true });
    for (let i = 0; i < 50; i++) for await (const _ of source.batches(ORDER)) break;
    const fds = openFiles();
    for (let i = 0; i < 50; i++) for await (const _ of source.batches(ORDER)) break;
    expect(openFiles()).toBe(fds);
  });

  test('reads raw numbers with a header beside them, and every dtype', async () => {
    for (const [dtype, data] of [
      ['float64', Float64Array.of(1, 2, 3, 4)],
      ['uint8', Uint8Array.of(1, 2, 3, 4)],
      ['int64', BigInt64Array.of(1n, 2n, 3n, 4n)],
      ['float32', Float32Array.of(1, 2, 3, 4)],
    ] as const) {
      const path = at(`${dtype}.bin`);
      writeFileSync(path, data);
      writeFileSync(`${path}.json`, JSON.stringify({ dtype, shape: [2, 2] }));
      const source = await fileData({ inputs: { x: { file: path, dtype: 'float32' } } });
      const [batch] = await collect(source.batches(ORDER));
      expect(batch!.inputs['x']).toEqual({ data, shape: [2, 2], dtype: 'float32' });
    }
  });

  test('reads what NumPy writes, of every version of its format', async () => {
    const text = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }";
    for (const version of [1, 2, 3]) {
      const start = version === 1 ? 10 : 12;
      const length = 128 - start;
      const head = Buffer.alloc(128, 0x20);
      head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
      if (version === 1) head.writeUInt16LE(length, 8);
      else head.writeUInt32LE(length, 8);
      head.write(text, start, 'latin1');
      const path = at(`version-${version}.npy`);
      writeFileSync(path, Buffer.concat([head, Buffer.from(Float32Array.of(1, 2, 3).buffer)]));
      const [batch] = await collect((await fileData({ inputs: { x: path } })).batches(ORDER));
      expect(batch!.inputs['x']).toEqual({ data: Float32Array.of(1, 2, 3), shape: [3] });
    }
  });

  test('the fingerprint tells other content, options and files from each other', async () => {
    const { x } = await files(9, 'print');
    const print = async (options: Partial<FileDataOptions> = {}) =>
      JSON.stringify((await fileData({ inputs: { x }, ...options })).fingerprint);
    const first = await print();
    expect(await print()).toBe(first);
    for (const options of [
      { batchSize: 3 },
      { shuffle: true },
      { dropLast: true, batchSize: 4 },
      { inputs: { z: x } },
      { inputs: { x: { file: x, dtype: 'int32' as const } } },
    ]) {
      expect(await print(options)).not.toBe(first);
    }
    expect(await print({ blockRows: 2 })).toBe(first); // bears on nothing without a shuffle
    const bytes = readFileSync(x);
    for (const i of [bytes.length - 1, 300]) {
      writeFileSync(x, bytes.with(i, bytes[i]! ^ 1));
      expect(await print()).not.toBe(first);
    }
    // A large file is looked at in places; all of it is on request.
    const large = Float32Array.from({ length: 200_000 }, (_, i) => i);
    const path = at('large.npy');
    const of = async (checksum: 'sample' | 'whole') => print({ inputs: { x: path }, checksum });
    await writeNpy(path, [large], { row: [], overwrite: true });
    const [sample, whole] = [await of('sample'), await of('whole')];
    large[5000] = -1; // between the first two places
    await writeNpy(path, [large], { row: [], overwrite: true });
    expect(await of('sample')).toBe(sample);
    expect(await of('whole')).not.toBe(whole);
  });
});

describe('files that are not what they should be', () => {
  const code = async (inputs: Record<string, string>, options = {}) =>
    failureOf(() => fileData({ inputs, ...options }));

  test('not there, a folder, no header', async () => {
    expect(await code({ x: at('nowhere.npy') })).toMatchObject({ code: 'DS_FILE_MISSING' });
    mkdirSync(at('folder.npy'));
    expect((await code({ x: at('folder.npy') })).message).toContain('cannot be read: it is a folder');
    writeFileSync(at('plain.bin'), 'abcd');
    expect((await code({ x: at('plain.bin') })).message).toContain('is not a .npy file and has no header. Put {');
  });

  test.each([
    ['', 'DS_FILE_INVALID', 'does not start like'],
    ['PK\u0003\u0004 and more than twelve bytes', 'DS_FILE_INVALID', 'does not start like'],
    [npy('nonsense'), 'DS_FILE_INVALID', 'without descr'],
    [npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }"), 'DS_FILE_DTYPE', 'Fortran order'],
    [npy("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }"), 'DS_FILE_DTYPE', "the dtype '>f4'"],
    [npy("{'descr': '<f2', 'fortran_order': False, 'shape': (2,), }"), 'DS_FILE_DTYPE', "the dtype '<f2'"],
    [npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }"), 'DS_FILE_DTYPE', 'records'],
    [npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), }"), 'DS_FILE_INVALID', 'a single number'],
    [npy("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 2), }"), 'DS_FILE_INVALID', 'the shape [0,2]'],
    [npy("{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999999, 9999999), }"), 'DS_FILE_INVALID', 'shape'],
    [npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 4), 'DS_FILE_INVALID', 'is truncated'],
    [npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 12), 'DS_FILE_INVALID', 'is longer than'],
    [npy('', 8, 60_000), 'DS_FILE_INVALID', 'claims a header of 60010 bytes'],
  ])('header %#', async (content, expected, message) => {
    writeFileSync(at('bad.npy'), content, 'latin1');
    expect(await code({ x: at('bad.npy') })).toMatchObject({
      code: expected,
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['{', 'DS_FILE_INVALID', 'not valid JSON'],
    ['null', 'DS_FILE_DTYPE', 'the dtype undefined'],
    ['{"dtype":"float16","shape":[1]}', 'DS_FILE_DTYPE', 'the dtype "float16"'],
    ['{"dtype":"float32","shape":"1"}', 'DS_FILE_INVALID', 'the shape "1"'],
    ['{"dtype":"float32","shape":[-1]}', 'DS_FILE_INVALID', 'the shape [-1]'],
    ['{"dtype":"float32","shape":[3]}', 'DS_FILE_INVALID', 'needs 12 bytes, and the file has 4'],
  ])('raw header %#', async (header, expected, message) => {
    writeFileSync(at('raw.bin'), Buffer.alloc(4));
    writeFileSync(at('raw.bin.json'), header);
    expect(await code({ x: at('raw.bin') })).toMatchObject({
      code: expected,
      message: expect.stringContaining(message),
    });
  });

  test('files of different lengths, and options that cannot be', async () => {
    const [a, b] = [await files(4, 'four'), await files(5, 'five')];
    expect(await code({ x: a.x, z: b.x })).toMatchObject({
      code: 'DS_FILE_ROWS',
      message: expect.stringMatching(/has 4 rows, and .* has 5/),
    });
    for (const options of [
      { batchSize: 0 },
      { shuffle: 1 },
      { blockRows: 1.5 },
      { buffer: 0 },
      { checksum: 'md5' },
      { inputs: {} },
      { inputs: { x: 3 } },
      { inputs: { x: { file: a.x, dtype: 'bool' } } },
      { batchSize: 5, dropLast: true },
    ]) {
      expect(await code({ x: a.x }, options), JSON.stringify(options)).toMatchObject({ code: 'CL_OPTION_INVALID' });
    }
  });

  test('changed while it is in use: shorter, longer, written to, gone', async () => {
    const changes: [string, (path: string) => void, string][] = [
      ['shorter', (path) => truncateSync(path, 300), 'DS_FILE_CHANGED'],
      ['longer', (path) => appendFileSync(path, 'x'), 'DS_FILE_CHANGED'],
      ['written to', (path) => utimesSync(path, 1, 1), 'DS_FILE_CHANGED'],
      ['gone', (path) => rmSync(path), 'DS_FILE_MISSING'],
    ];
    for (const [name, change, expected] of changes) {
      const { x, y } = await files(40, `changed-${name}`);
      const source = await fileData({ inputs: { x }, targets: { y }, batchSize: 4, blockRows: 2, buffer: 2 });
      let seen = 0;
      const during = failureOf(async () => {
        for await (const _ of source.batches(ORDER)) if (seen++ === 0) change(x);
      });
      if (name === 'gone')
        await expect(during).rejects.toThrow('nothing was thrown'); // an open file stays readable
      else expect(await during, name).toMatchObject({ code: expected });
      expect(await failureOf(() => collect(source.batches(ORDER))), name).toMatchObject({ code: expected });
    }
  });
});

/** A file of NumPy's format, version 1, with `bytes` behind its header. @param claimed length that the head tells */
function npy(text: string, bytes = 8, claimed = text.length): string {
  return `\u0093NUMPY\u0001\u0000${String.fromCharCode(claimed & 255, claimed >> 8)}${text}${'\0'.repeat(bytes)}`;
}

function openFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}
