import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Retries if another process removes what was just created. */
const ATTEMPTS = 5;

/**
 * Creates a folder and its missing parents, one by one: `mkdir` with `recursive` says ENOENT for every reason, as for a
 * read-only file system.
 * @returns the folders made here, the outermost first; empty if all existed
 * @throws the system's error
 */
export async function makeFolders(path: string): Promise<string[]> {
  for (let attempt = 1; ; attempt++) {
    const made: string[] = [];
    try {
      for (const folder of await missing(resolve(path))) if (await make(folder)) made.push(folder);
      return made;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === ATTEMPTS) throw error;
    }
  }
}

async function missing(path: string): Promise<string[]> {
  const folders: string[] = [];
  for (let at = path; !(await isFolder(at)) && at !== dirname(at); at = dirname(at)) folders.unshift(at);
  return folders;
}

/** @returns false if another process was faster */
async function make(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && (await isFolder(folder))) return false;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
