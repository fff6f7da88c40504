import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError } from './build-error.js';
import { isAlive } from './is-alive.js';
import { systemError } from './system-error.js';

/** The staging folder in the package; it doubles as a lock. */
const NAME = '.tfjs-node-build';

/**
 * Runs work with its own folder inside a package, on the same file system, and removes it afterwards, however the work or
 * the process ends. Leftovers of a killed process are removed by the next one.
 * @throws BuildError if another process is building, or the package is not writable
 */
export async function withStaging<T>(folder: string, work: (staging: string) => Promise<T>): Promise<T> {
  const staging = open(folder);
  const close = () => rmSync(staging, { recursive: true, force: true });
  process.once('exit', close);
  try {
    // A unique name: children of a killed process may still write for a while.
    const room = join(staging, String(process.pid));
    mkdirSync(room);
    return await work(room);
  } catch (error) {
    throw systemError(error, folder);
  } finally {
    close();
    process.off('exit', close);
  }
}

function open(folder: string): string {
  const staging = join(folder, NAME);
  let fresh: string | undefined;
  try {
    fresh = mkdtempSync(join(folder, `${NAME}-`)); // its owner is written before the rename
    writeFileSync(join(fresh, 'pid'), String(process.pid));
    for (;;) {
      try {
        renameSync(fresh, staging);
        return staging;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      }
      const owner = ownerOf(staging);
      if (owner !== undefined && isAlive(owner)) {
        const or = `If it is not, remove ${staging}`;
        throw new BuildError('TN_BUSY', `process ${owner} is building this package. Wait for it. ${or}`);
      }
      rmSync(staging, { recursive: true, force: true });
    }
  } catch (error) {
    throw systemError(error, folder);
  } finally {
    if (fresh !== undefined) rmSync(fresh, { recursive: true, force: true });
  }
}

function ownerOf(staging: string): number | undefined {
  try {
    return Number(readFileSync(join(staging, 'pid'), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

/** Where a build is stored in a package. */
export interface Places {
  /** The compiled binding, where the package looks for it. */
  readonly binding: string;
  /** The folder of TensorFlow's library. */
  readonly library: string;
}

/** Relative to the package; the library's folder has its version in its name, so that no build mixes two. */
export const placesOf = (napi: number, tensorflow: string): Places => ({
  binding: join('lib', `napi-v${napi}`, 'tfjs_binding.node'),
  library: join('deps', `tensorflow-${tensorflow}`),
});

/**
 * Moves a finished build from the staging folder into the package. The binding comes last, by one rename: before it the package is
 * as it was, after it the build is whole.
 */
export function place(staging: string, folder: string, { binding, library }: Places): void {
  mkdirSync(join(folder, 'deps'), { recursive: true });
  mkdirSync(join(folder, binding, '..'), { recursive: true });
  moveAside(join(folder, library), join(staging, 'old'));
  renameSync(join(staging, library), join(folder, library));
  renameSync(join(staging, binding), join(folder, binding));
}

function moveAside(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
