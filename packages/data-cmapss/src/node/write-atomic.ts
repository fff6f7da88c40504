import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolders } from '@amnl/core-loop/node';
import { dataError } from '../errors.js';

/**
 * Writes a file so that it is either whole or not there: temporary file in the same folder, fsync, rename. Makes the
 * folder. Throws `DC_WRITE_FAILED` and leaves nothing behind.
 */
export async function writeAtomic(path: string, chunks: Iterable<Uint8Array | string>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await makeFolders(dirname(path));
    const handle = await open(temporary, 'wx');
    try {
      for (const chunk of chunks) await handle.writeFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw dataError(
      'DC_WRITE_FAILED',
      `cannot write ${path} (${code}). Choose a folder that is writable and has room`,
      cause,
    );
  }
}
