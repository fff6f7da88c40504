import { lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CreateError } from './create-error.js';
import type { Files } from './template.js';

/**
 * Writes all files or none: into a temporary folder next to the target, which is then renamed.
 * @param folder must not exist, or be empty
 * @throws CreateError if the target exists or cannot be written
 */
export function writeFolder(folder: string, files: Files): void {
  requireFree(folder);
  const target = resolve(folder);
  let staging: string | undefined;
  try {
    staging = mkdtempSync(join(dirname(target), '.create-amnl-plugin-'));
    const made = join(staging, 'package'); // the outer folder is private to its user, which a project should not be
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(made, path)), { recursive: true });
      writeFileSync(join(made, path), text);
    }
    if (statOf(target) !== undefined) rmdirSync(target); // empty: Windows cannot rename onto an existing folder
    renameSync(made, target);
  } catch (error) {
    throw new CreateError(`could not write ${folder}: ${(error as Error).message}. Nothing was written`, 1);
  } finally {
    if (staging !== undefined) rmSync(staging, { recursive: true, force: true });
  }
}

/** Throws unless a folder can be created there without touching existing files. */
export function requireFree(folder: string): void {
  const found = statOf(folder);
  if (found === undefined) return;
  if (!found.isDirectory()) throw new CreateError(`${folder} exists and is not a folder. Choose another name`, 1);
  const inside = readdirSync(folder);
  if (inside.length === 0) return;
  const shown = inside.slice(0, 3).join(', ') + (inside.length > 3 ? ', …' : '');
  throw new CreateError(`${folder} is not empty (${shown}). Choose another name, or move it away`, 1);
}

const statOf = (path: string) => lstatSync(path, { throwIfNoEntry: false });
