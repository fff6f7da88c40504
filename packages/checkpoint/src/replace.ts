import { putWhole } from './atomic.js';
import { readCheckpointWith } from './checkpoint-file.js';
import type { FileSystem } from './file-system.js';
import { type Patience, retrying } from './retry.js';

/** Where files go, and how to retry. */
export interface Disk extends Patience {
  readonly files: FileSystem;
}

/**
 * Replaces the last checkpoint by a new one; the old one becomes `previous`. At any moment, also after a power cut, one of
 * the two is complete: the new file is durable before the old one moves, and the old one replaces `previous` only if it can
 * still be loaded (a disk may have damaged it since).
 * @throws as `writeAtomic`
 */
export async function replaceLast(
  disk: Disk,
  { last, previous }: { readonly last: string; readonly previous: string },
  parts: readonly Uint8Array[],
): Promise<void> {
  await replace(disk, last, parts, async () => {
    if (await isWhole(disk.files, last)) await disk.files.rename(last, previous);
  });
}

/**
 * Puts a file in its place, completely or not at all; transient failures are retried.
 * @param makeRoom called once the new file is durable, before it is put in place
 * @throws as `writeAtomic`
 */
export async function replace(
  disk: Disk,
  path: string,
  parts: readonly Uint8Array[],
  makeRoom?: () => Promise<void>,
): Promise<void> {
  // Each stage is retried separately: each can be repeated, all of them together could not.
  const stage = <T>(body: () => Promise<T>) => retrying(`write ${path}`, body, disk);
  await putWhole(disk.files, path, parts, { stage, ...(makeRoom && { makeRoom }) });
}

async function isWhole(files: FileSystem, path: string): Promise<boolean> {
  try {
    return (await readCheckpointWith(files, path)).state !== undefined;
  } catch {
    return false;
  }
}
