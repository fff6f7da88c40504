import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { FileSystem } from './file-system.js';

// Process ids are reused (in a container each run may be number 1), so a random number is added.
const OWN = randomBytes(4).toString('hex');
const LEFTOVER = /^\.(?:.+\.safetensors|model\.json|weights\.bin)\.(\d+)(?:-([0-9a-f]{8}))?\.\d+\.tmp$/;
let made = 0;

/** A new temporary name, in the folder of the final file. */
export function temporaryFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${OWN}.${made++}.tmp`);
}

/**
 * Removes files that killed writers have left in a folder: files named by {@link temporaryFor} whose process is gone.
 * Best effort, so that disks do not fill up: failures are ignored.
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
    process.kill(pid, 0); // sends nothing, only checks
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another user's, but alive
  }
}
