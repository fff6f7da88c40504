import { statfsSync } from 'node:fs';
import { BuildError } from './build-error.js';

const FULL = /ENOSPC|EDQUOT|No space left|quota exceeded/i;
const FORBIDDEN = /EACCES|EPERM|EROFS|Permission denied|Read-only file system/i;

/** A system error while writing to a folder, as an error for the user; other errors as they are. */
export function systemError(error: unknown, folder: string): unknown {
  if (error instanceof BuildError) return error;
  return refusal(String(error), folder) ?? error;
}

/** The error behind another program's message, if it is about disk space or permissions. */
export function refusal(text: string, folder: string): BuildError | undefined {
  if (FULL.test(text))
    return new BuildError('TN_DISK_FULL', `the disk of ${folder} is full. Free some space and run this again`);
  if (FORBIDDEN.test(text)) {
    return new BuildError(
      'TN_NOT_WRITABLE',
      `${folder} is not writable. Run this as its owner, or choose another folder`,
    );
  }
  return undefined;
}

/** Extra space for compiling, unpacking and the file system. */
const SPARE = 64 * 2 ** 20;

/** @throws BuildError if a folder's disk has fewer free bytes */
export function requireRoom(folder: string, bytes: number, free = freeBytes(folder)): void {
  if (free >= bytes + SPARE) return;
  const [need, have] = [bytes + SPARE, free].map((n) => `${Math.round(n / 1e6)} MB`);
  throw new BuildError(
    'TN_DISK_FULL',
    `${folder} needs ${need} and its disk has ${have} free. Free some space and run this again`,
  );
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
