import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { FileSystem } from './file-system.js';

// Process numbers come again (in a container each run may be number 1), so a number of our own stands beside it.
const OWN = randomBytes(4).toString('hex');
const LEFTOVER = /^\.(?:.+\.safetensors|model\.json|weights\.bin)\.(\d+)(?:-([0-9a-f]{8}))?\.\d+\.tmp$/;
let made = 0;

/** A new name for a file in the making, in the folder of the file it is to become. */
export function temporaryFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${OWN}.${made++}.tmp`);
}

/**
 * Removes what writers that were killed have left in a folder: files named as {@link temporaryFor} does whose process is gone.
 * A courtesy, so that disks do not fill up: failing to do so is no error.
 */
export async function removeLeftovers(files: FileSystem, folder: string): Promise<void> {
  const names = await files.list(folder).catch(() => []);
  for (const name of names) {
    const [found, pid, owner] = LEFTOVER.exec(name) ?? [];
    if (found === undefined || owner === OWN) continue;
    const isDead = Number(pid) === process.pid || !isRunning(Number(pid));
    if (isDead) await files.remove(join(folder, name)).catch(() => {});
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0); // sends nothing, only looks
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // somebody else's, but there
  }
}
