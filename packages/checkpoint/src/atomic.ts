import { dirname, resolve } from 'node:path';
import { syncFolder, type WholeOptions, writeWhole } from '@amnl/core-loop/node';
import { writeError } from './errors.js';
import { type FileSystem, nodeFiles, type OpenFile } from './file-system.js';
import { temporaryFor } from './temporary.js';

/**
 * Writes a file completely or not at all: temporary file in the same folder → fsync → rename → fsync of the folder. After a
 * crash or on a full disk there is the old file or the new one, never a partial one. The folder is created if missing.
 * @param data all of it, or its parts, which are asked for one after the other
 * @throws CK_DISK_FULL, CK_NOT_WRITABLE, CK_WRITE_FAILED; the temporary file is removed and an earlier file is untouched
 */
export function writeAtomic(path: string, data: Uint8Array | Iterable<Uint8Array>): Promise<void> {
  return writeAtomicWith(nodeFiles, path, data instanceof Uint8Array ? [data] : data);
}

/** {@link writeAtomic} of a file that comes in parts. */
export async function writeAtomicWith(files: FileSystem, path: string, parts: Iterable<Uint8Array>): Promise<void> {
  await makeFolder(files, dirname(path));
  await putWhole(files, path, parts);
}

/** Puts a file in its place in a folder that is there, whole or not at all. @throws as {@link writeAtomic} */
export async function putWhole(
  files: FileSystem,
  path: string,
  parts: Iterable<Uint8Array>,
  how: Pick<WholeOptions, 'stage' | 'makeRoom'> = {},
): Promise<void> {
  const write = (file: OpenFile) => writeParts(file, parts);
  await writeWhole(path, write, { ...how, files, temporaryFor, replace: true }).catch((error: unknown) => {
    throw writeError(path, error);
  });
}

/** Creates a folder that survives a power cut, with a clear error if that fails. @throws as {@link writeAtomic} */
export async function makeFolder(files: FileSystem, path: string): Promise<void> {
  try {
    const outermost = await files.mkdir(path);
    if (outermost === undefined) return;
    // A new folder is an entry in its parent, which may be new, too.
    const first = dirname(resolve(outermost));
    for (let above = dirname(resolve(path)); ; above = dirname(above)) {
      await syncFolder(files, above);
      if (above === first || above === dirname(above)) return;
    }
  } catch (error) {
    throw writeError(path, error);
  }
}

/** A call may write less than asked. */
async function writeParts(file: OpenFile, parts: Iterable<Uint8Array>): Promise<void> {
  for (const bytes of parts) {
    for (let at = 0; at < bytes.length; ) {
      const written = await file.write(bytes.subarray(at));
      if (written === 0) throw new Error('the system accepted no more bytes');
      at += written;
    }
  }
}
