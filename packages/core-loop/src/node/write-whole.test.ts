import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, link, open, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWhole } from './write-whole.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'amnl whole '))));
afterEach(() => rmSync(folder, { recursive: true }));

test('the file has its name when it is whole, and what was written is told', async () => {
  const path = join(folder, 'x');
  const told = await writeWhole(
    path,
    async (file) => {
      await file.writeFile('ab');
      expect(existsSync(path)).toBe(false);
      return 2;
    },
    { replace: false },
  );
  expect([told, readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual([2, 'ab', ['x']]);
});

test('a file that comes while the new one is written is replaced only where that is asked for', async () => {
  const path = join(folder, 'x');
  const meanwhile = async () => writeFileSync(path, 'other');
  await expect(writeWhole(path, meanwhile, { replace: false })).rejects.toMatchObject({ code: 'EEXIST' });
  expect(readFileSync(path, 'utf8')).toBe('other');
  await writeWhole(path, meanwhile, { replace: true });
  expect(readFileSync(path, 'utf8')).toBe('');
  expect(readdirSync(folder)).toEqual(['x']);
});

test('what fails leaves nothing, and is told as it is', async () => {
  const failure = new Error('no more');
  await expect(writeWhole(join(folder, 'x'), () => Promise.reject(failure), { replace: true })).rejects.toBe(failure);
  mkdirSync(join(folder, 'taken'));
  await expect(writeWhole(join(folder, 'taken'), async () => {}, { replace: true })).rejects.toMatchObject({
    code: 'EISDIR',
  });
  await expect(writeWhole(join(folder, 'none', 'x'), async () => {}, { replace: true })).rejects.toMatchObject({
    code: 'ENOENT',
  });
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('a file that has its name is written, even if its temporary name stays', async () => {
  const remove = () => Promise.reject(Object.assign(new Error('in use'), { code: 'EBUSY' }));
  const files = { open, link, rename, remove };
  await writeWhole(join(folder, 'x'), (file: FileHandle) => file.writeFile('ab'), { replace: false, files });
  expect(readFileSync(join(folder, 'x'), 'utf8')).toBe('ab');
});
