import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { failure } from './errors.js';

let written = 0;

/**
 * Writes a whole file or none: temporary file in the same folder → fsync → rename → fsync of the folder. A reader, a
 * crash or a full disk meets the old file or the new one, never half of one. The folder is made if need be.
 * @throws CK_DISK_FULL, CK_NOT_WRITABLE, CK_WRITE_FAILED; the temporary file is removed and an earlier file is untouched
 */
export async function writeAtomic(path: string, data: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.${written++}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await writeThrough(temporary, data);
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to tell
    throw writeError(path, error);
  }
}

/** Makes a folder, with a clear error where that cannot be. @throws as {@link writeAtomic} */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw writeError(path, error);
  }
}

async function writeThrough(path: string, data: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the rename itself survive a power cut. Windows cannot open folders, and needs no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function writeError(path: string, error: unknown) {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return failure('CK_DISK_FULL', `no room left to write ${path}. Free some space, or choose another folder`, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failure(
        'CK_NOT_WRITABLE',
        `${path} may not be written. Change its permissions, or choose another folder`,
        error,
      );
    default:
      return failure('CK_WRITE_FAILED', `could not write ${path}: ${(error as Error).message}`, error);
  }
}
