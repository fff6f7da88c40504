import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file whole or not at all: `write` fills another file beside it, which is synced and then takes the name. A reader, a
 * crash or a full disk meets the file that was there, or the new one. The folder must be there.
 * @param replace whether a file that is there is replaced
 * @returns what `write` returns
 * @throws what `write` throws, or what the system says: EEXIST where there is a file that is not to be replaced; nothing is left behind
 */
export async function writeWhole<T>(
  path: string,
  write: (file: FileHandle) => Promise<T>,
  { replace }: { readonly replace: boolean },
): Promise<T> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const made = await written(temporary, write);
    await (replace ? rename(temporary, path) : place(temporary, path));
    await syncFolder(dirname(path));
    return made;
  } finally {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to tell
  }
}

async function written<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'wx');
  try {
    const made = await write(file);
    await file.sync();
    return made;
  } finally {
    await file.close();
  }
}

/** Unlike `rename` a link replaces nothing, whoever made it meanwhile. */
async function place(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    // Some file systems have no links: there an empty file keeps the name until it is replaced.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await (await open(path, 'wx')).close();
    await rename(temporary, path).catch(async (failed: unknown) => {
      await rm(path, { force: true });
      throw failed;
    });
  }
}

/** Makes a rename survive a power cut. Windows cannot open folders, and needs no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
