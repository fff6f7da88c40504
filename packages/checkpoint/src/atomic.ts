import { dirname, resolve } from 'node:path';
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
  let temporary: string | undefined;
  try {
    temporary = await writeTemporary(files, path, parts);
    await files.rename(temporary, path);
    await syncFolder(files, dirname(path));
  } catch (error) {
    if (temporary !== undefined) await files.remove(temporary).catch(() => {}); // the first error is the one to tell
    throw writeError(path, error);
  }
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

/**
 * Writes the file that is to become `path`, so that it survives a power cut.
 * @returns its name; a failed one is removed, and a new try makes a new one: after a failed fsync the system may have dropped
 *   what it held, and a second fsync of the same file would not tell
 */
export async function writeTemporary(files: FileSystem, path: string, parts: readonly Uint8Array[]): Promise<string> {
  const temporary = temporaryFor(path);
  try {
    const file = await files.open(temporary, 'wx');
    try {
      for (const part of parts) await writeAll(file, part);
      await file.sync();
    } catch (error) {
      await file.close().catch(() => {}); // the first error is the one to tell
      throw error;
    }
    await file.close();
    return temporary;
  } catch (error) {
    await files.remove(temporary).catch(() => {});
    throw error;
  }
}

/** A call may write less than it was given. */
async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const written = await file.write(bytes.subarray(at));
    if (written === 0) throw new Error('the system took no more bytes');
    at += written;
  }
}

/** Makes renames in a folder survive a power cut. Windows cannot open folders, and needs no such thing. */
export async function syncFolder(files: FileSystem, path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await files.open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
