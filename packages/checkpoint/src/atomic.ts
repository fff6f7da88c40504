import { dirname, resolve } from 'node:path';
import { syncFolder, type WholeOptions, writeWhole } from '@amnl/core-loop/node';
import { writeError } from './errors.js';
import { type FileSystem, nodeFiles, type OpenFile } from './file-system.js';
import { temporaryFor } from './temporary.js';

/**
 * Writes a whole file or none: temporary file in the same folder → fsync → rename → fsync of the folder. A reader, a
 * crash or a full disk meets the old file or the new one, never half of one. The folder is made if need be.
 * @throws CK_DISK_FULL, CK_NOT_WRITABLE, CK_WRITE_FAILED; the temporary file is removed and an earlier file is untouched
 */
export function writeAtomic(path: string, data: Uint8Array): Promise<void> {
  return writeAtomicWith(nodeFiles, path, [data]);
}

/** {@link writeAtomic} of a file that comes in parts. */
export async function writeAtomicWith(files: FileSystem, path: string, parts: readonly Uint8Array[]): Promise<void> {
  await makeFolder(files, dirname(path));
  await putWhole(files, path, parts);
}

/** Puts a file in its place in a folder that is there, whole or not at all. @throws as {@link writeAtomic} */
export async function putWhole(
  files: FileSystem,
  path: string,
  parts: readonly Uint8Array[],
  how: Pick<WholeOptions, 'stage' | 'makeRoom'> = {},
): Promise<void> {
  const write = (file: OpenFile) => writeParts(file, parts);
  await writeWhole(path, write, { ...how, files, temporaryFor, replace: true }).catch((error: unknown) => {
    throw writeError(path, error);
  });
}

/** Makes a folder that survives a power cut, with a clear error where that cannot be. @throws as {@link writeAtomic} */
export async function makeFolder(files: FileSystem, path: string): Promise<void> {
  try {
    const outermost = await files.mkdir(path);
    if (outermost === undefined) return;
    // A new folder is an entry in the one above it, and that one may be new, too.
    const first = dirname(resolve(outermost));
    for (let above = dirname(resolve(path)); ; above = dirname(above)) {
      await syncFolder(files, above);
      if (above === first || above === dirname(above)) return;
    }
  } catch (error) {
    throw writeError(path, error);
  }
}

/** A call may write less than it was given. */
async function writeParts(file: OpenFile, parts: readonly Uint8Array[]): Promise<void> {
  for (const bytes of parts) {
    for (let at = 0; at < bytes.length; ) {
      const written = await file.write(bytes.subarray(at));
      if (written === 0) throw new Error('the system took no more bytes');
      at += written;
    }
  }
}
