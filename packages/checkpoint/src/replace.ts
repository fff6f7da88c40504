import { putWhole } from './atomic.js';
import { readCheckpointWith } from './checkpoint-file.js';
import type { FileSystem } from './file-system.js';
import { type Patience, retrying } from './retry.js';

/** Where files go, and how patiently. */
export interface Disk extends Patience {
  readonly files: FileSystem;
}

/**
 * Puts the newest checkpoint in the place of the one before, which becomes `previous`. At any moment, also after a power cut, one
 * of the two is whole: the new file is durable before the old one moves, and the old one replaces `previous` only if it can
 * still be loaded (a disk may have lost or mangled it since).
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
 * Puts a file in its place, whole or not at all; failures that may pass are retried.
 * @param makeRoom runs once the new file is durable, before it takes its place
 * @throws as `writeAtomic`
 */
export async function replace(
  disk: Disk,
  path: string,
  parts: readonly Uint8Array[],
  makeRoom?: () => Promise<void>,
): Promise<void> {
  // Each stage is retried for itself: each can be done again, all of them together could not.
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
