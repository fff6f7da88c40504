import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeAtomic } from './atomic.js';

// A full disk and a forbidden folder cannot be made portably (and never for root): these two calls can be told to fail.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  return { ...real, open: vi.fn(real.open), rename: vi.fn(real.rename) };
});

const systemError = (code: string) => Object.assign(new Error(`${code}: no`), { code });
const bytes = (...values: number[]) => Uint8Array.from(values);

let dir: string;
beforeEach(async () => {
  dir = await fs.mkdtemp(join(tmpdir(), 'amnl-atomic-'));
});
afterEach(async () => {
  await fs.rm(dir, { recursive: true });
});

describe('writeAtomic', () => {
  it('writes, replaces, makes folders, and leaves no temporary file', async () => {
    const path = join(dir, 'a', 'b', 'file.bin');
    await writeAtomic(path, bytes(1, 2));
    await writeAtomic(path, bytes(3));
    expect([...(await fs.readFile(path))]).toEqual([3]);
    expect(await fs.readdir(join(dir, 'a', 'b'))).toEqual(['file.bin']);
  });

  it('writes parts one after the other', async () => {
    const path = join(dir, 'file.bin');
    await writeAtomic(path, [bytes(1, 2), bytes(), bytes(3)]);
    expect([...(await fs.readFile(path))]).toEqual([1, 2, 3]);
  });

  it('keeps several writers apart', async () => {
    const path = join(dir, 'file.bin');
    await Promise.all(Array.from({ length: 8 }, (_, i) => writeAtomic(path, new Uint8Array(1000).fill(i))));
    const found = await fs.readFile(path);
    expect(found).toHaveLength(1000);
    expect(new Set(found).size).toBe(1);
    expect(await fs.readdir(dir)).toEqual(['file.bin']);
  });

  it.each([
    ['ENOSPC', 'CK_DISK_FULL'],
    ['EDQUOT', 'CK_DISK_FULL'],
    ['EIO', 'CK_WRITE_FAILED'],
  ])('leaves the old file alone when writing fails with %s', async (errno, code) => {
    const path = join(dir, 'file.bin');
    await writeAtomic(path, bytes(1));
    const real = await vi.importActual<typeof fs>('node:fs/promises');
    vi.mocked(fs.open).mockImplementationOnce(async (...args) => {
      const file = await real.open(...args);
      await file.write(bytes(9)); // some of it gets there
      file.write = () => Promise.reject(systemError(errno));
      return file;
    });
    await expect(writeAtomic(path, bytes(2))).rejects.toMatchObject({ code, cause: { code: errno } });
    expect([...(await fs.readFile(path))]).toEqual([1]);
    expect(await fs.readdir(dir)).toEqual(['file.bin']);
  });

  it.each(['EACCES', 'EPERM', 'EROFS'])('names the path when opening fails with %s', async (errno) => {
    vi.mocked(fs.open).mockRejectedValueOnce(systemError(errno));
    const path = join(dir, 'file.bin');
    await expect(writeAtomic(path, bytes(1))).rejects.toThrow(new RegExp(`${path} is not writable.*CK_NOT_WRITABLE`));
  });

  it('removes the temporary file when renaming fails', async () => {
    vi.mocked(fs.rename).mockRejectedValueOnce(systemError('EACCES'));
    await expect(writeAtomic(join(dir, 'file.bin'), bytes(1))).rejects.toMatchObject({ code: 'CK_NOT_WRITABLE' });
    expect(await fs.readdir(dir)).toEqual([]);
  });

  it('says that a folder has the name of the file', async () => {
    await fs.mkdir(join(dir, 'file.bin'));
    await expect(writeAtomic(join(dir, 'file.bin'), bytes(1))).rejects.toThrow(
      /a folder has its name\. Remove the folder/,
    );
    expect(await fs.readdir(dir)).toEqual(['file.bin']);
  });

  it('fails clearly where a folder should be and a file is', async () => {
    await fs.writeFile(join(dir, 'taken'), 'x');
    await expect(writeAtomic(join(dir, 'taken', 'file.bin'), bytes(1))).rejects.toMatchObject({
      code: 'CK_WRITE_FAILED',
    });
  });
});
