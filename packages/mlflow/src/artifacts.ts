import { readdir, stat } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';

/** Most files that are sent of a folder: more than that are not the results of one run. */
const MOST_FILES = 1000;

/** Whether a path names something below the folder of the run. */
export function isBelow(path: string): boolean {
  const parts = path.split(/[\\/]/);
  return path !== '' && !/^([\\/]|[a-z]:)/i.test(path) && !parts.includes('..');
}

/** The files that are named, and those in folders that are named; with slashes, sorted. Missing ones are left out. */
export async function filesUnder(folder: string, paths: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const path of paths.filter(isBelow)) {
    const place = join(folder, path);
    const known = await stat(place).catch(() => undefined);
    const name = posix.normalize(path.split(sep).join('/')).replace(/\/$/, '');
    if (known?.isFile()) found.add(name);
    if (!known?.isDirectory()) continue;
    for (const entry of await readdir(place, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || found.size >= MOST_FILES) continue;
      const inside = join(entry.parentPath, entry.name).slice(place.length).split(sep).join('/');
      found.add(`${name}${inside.startsWith('/') ? '' : '/'}${inside}`);
    }
  }
  return [...found].sort();
}
