import { statfsSync } from 'node:fs';
import { BuildError } from './build-error.js';

const FULL = /ENOSPC|EDQUOT|No space left|quota exceeded/i;
const FORBIDDEN = /EACCES|EPERM|EROFS|Permission denied|Read-only file system/i;

/** What the system said while a folder was written to, as an error for the user; anything else as it is. */
export function systemError(error: unknown, folder: string): unknown {
  if (error instanceof BuildError) return error;
  return refusal(String(error), folder) ?? error;
}

/** The error that the words of another program mean, if they are about room or permission. */
export function refusal(text: string, folder: string): BuildError | undefined {
  if (FULL.test(text))
    return new BuildError('TN_DISK_FULL', `the disk of ${folder} is full. Make room, and run this again`);
  if (FORBIDDEN.test(text)) {
    return new BuildError(
      'TN_NOT_WRITABLE',
      `${folder} cannot be written to. Run this as its owner, or give another folder`,
    );
  }
  return undefined;
}

/** What compiling, unpacking and file systems need besides the files themselves. */
const SPARE = 64 * 2 ** 20;

/** @throws BuildError where a folder's disk has not this many bytes free */
export function requireRoom(folder: string, bytes: number, free = freeBytes(folder)): void {
  if (free >= bytes + SPARE) return;
  const [need, have] = [bytes + SPARE, free].map((n) => `${Math.round(n / 1e6)} MB`);
  throw new BuildError(
    'TN_DISK_FULL',
    `${folder} needs ${need} and its disk has ${have} free. Make room, and run this again`,
  );
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
