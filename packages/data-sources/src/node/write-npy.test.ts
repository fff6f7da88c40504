import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../fixtures/sources.js';
import { writeNpy } from './write-npy.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'amnl write npy '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

test('writes NumPy’s format, from parts of any length, into folders that it makes', async () => {
  const path = at('a/b/x.npy');
  async function* parts() {
    yield Float32Array.of(1, 2);
    yield Float32Array.of(3, 4, 5, 6);
  }
  expect(await writeNpy(path, parts(), { row: [2, 1] })).toBe(3);
  const bytes = readFileSync(path);
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]));
  expect(bytes.readUInt16LE(8) + 10).toBe(256);
  expect(bytes.toString('latin1', 10, 256)).toBe(
    `${"{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2, 1), }".padEnd(245)}\n`,
  );
  expect([...new Float32Array(bytes.buffer.slice(bytes.byteOffset + 256, bytes.byteOffset + 256 + 24))]).toEqual([
    1, 2, 3, 4, 5, 6,
  ]);
  expect(await writeNpy(at('numbers.npy'), [BigInt64Array.of(1n)], { row: [], dtype: 'int64' })).toBe(1);
  expect(readFileSync(at('numbers.npy')).toString('latin1')).toContain("'<i8', 'fortran_order': False, 'shape': (1,)");
});

test('what fails leaves nothing behind, and what was there as it was', async () => {
  const path = at('kept.npy');
  writeFileSync(path, 'old');
  const failing = function* () {
    yield Float32Array.of(1);
    throw new Error('no more rows');
  };
  const row = { row: [1], overwrite: true };
  expect(await failureOf(() => writeNpy(path, [Float32Array.of(1)], { row: [1] }))).toMatchObject({
    code: 'DS_FILE_EXISTS',
  });
  expect(await failureOf(() => writeNpy(path, failing(), row))).toMatchObject({ code: 'DS_SOURCE_FAILED' });
  expect(await failureOf(() => writeNpy(path, [], row))).toMatchObject({ code: 'DS_SOURCE_INVALID' });
  for (const part of [Float64Array.of(1), Float32Array.of(1, 2, 3), [1, 2]]) {
    const parts = [part] as ArrayBufferView[];
    expect(await failureOf(() => writeNpy(path, parts, { row: [2], overwrite: true }))).toMatchObject({
      code: 'DS_SOURCE_INVALID',
    });
  }
  expect(readFileSync(path, 'utf8')).toBe('old');
  const inTheWay = join(path, 'x.npy');
  for (const overwrite of [true, false]) {
    expect(await failureOf(() => writeNpy(inTheWay, [Float32Array.of(1)], { row: [1], overwrite }))).toMatchObject({
      code: 'DS_WRITE_FAILED',
    });
  }
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  await writeNpy(path, [Float32Array.of(1)], row);
  expect(readFileSync(path).length).toBe(260);
  expect(existsSync(path)).toBe(true);
});

test.each([{ row: [0] }, { row: 3 }, { row: [1], dtype: 'float16' }, { row: [1], overwrite: 1 }])(
  'refuses %j',
  async (options) => {
    expect(await failureOf(() => writeNpy(at('x.npy'), [], options as never))).toMatchObject({
      code: 'CL_OPTION_INVALID',
    });
  },
);
