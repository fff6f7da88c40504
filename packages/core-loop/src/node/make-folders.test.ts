import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolders } from './make-folders.js';

const folder = mkdtempSync(join(tmpdir(), 'amnl folders '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('makes what is missing, and says what that was', async () => {
  const [a, b] = [join(folder, 'a'), join(folder, 'a', 'b')];
  expect(await makeFolders(b)).toEqual([a, b]);
  expect(existsSync(b)).toBe(true);
  expect(await makeFolders(b)).toEqual([]);
});

test('of many at once each folder is made by one', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => makeFolders(join(folder, 'c', 'd', 'e'))));
  expect(made.flat().sort()).toEqual([join(folder, 'c'), join(folder, 'c', 'd'), join(folder, 'c', 'd', 'e')]);
});

test('a file in the way is told as such', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await expect(makeFolders(file)).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolders(join(file, 'x'))).rejects.toMatchObject({ code: expect.stringMatching(/ENOTDIR|EEXIST/) });
});

const place = join(folder, 'read-only');
const mounted = mountReadOnly();
afterAll(() => {
  if (mounted) execFileSync('umount', [place]);
});

/** Only an administrator of Linux may mount. */
function mountReadOnly(): boolean {
  try {
    mkdirSync(place);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', place], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!mounted)('a read-only file system is told as such', async () => {
  await expect(makeFolders(join(place, 'a'))).rejects.toMatchObject({ code: 'EROFS' });
  await expect(makeFolders(join(place, 'a', 'b'))).rejects.toMatchObject({ code: 'EROFS' });
});
