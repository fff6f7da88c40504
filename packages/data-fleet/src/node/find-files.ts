import { existsSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { fleetError } from '../errors.js';
import { naturalOrder } from '../table/natural-order.js';

/**
 * Files of paths and globs, each once: a path that exists is taken as it is, whatever characters it has. What a glob
 * matches is in natural order of the names. Throws `DF_FILE_MISSING` for a glob without a match.
 * @param base folder from which relative ones count
 */
export async function findFiles(patterns: string | readonly string[], base: string): Promise<string[]> {
  const files = new Set<string>();
  for (const pattern of [patterns].flat()) {
    const path = resolve(base, pattern);
    if (existsSync(path) || !/[*?[\]{}]/.test(pattern)) files.add(path);
    else for (const match of await matches(pattern, base)) files.add(match);
  }
  if (files.size === 0) throw fleetError('DF_FILE_MISSING', 'no file was named. Give the path of a table');
  return [...files];
}

/** What data are called that nobody named: as their first file. */
export function nameOf([first]: readonly string[]): string {
  return basename(first!, extname(first!));
}

async function matches(pattern: string, base: string): Promise<string[]> {
  const slashes = process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern;
  const found = await glob(slashes, { cwd: base, absolute: true, expandDirectories: false });
  if (found.length === 0)
    throw fleetError(
      'DF_FILE_MISSING',
      `no file matches '${pattern}' in ${base}. Correct the pattern, or give the path of a table`,
    );
  return found.map((path) => resolve(path)).sort(naturalOrder);
}
