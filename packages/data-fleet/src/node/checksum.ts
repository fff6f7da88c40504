import { createHash } from 'node:crypto';
import { dirname, relative, sep } from 'node:path';

/** One checksum for several files: sha256 (hex) over the lines `name sha256`, sorted by name. */
export function combinedChecksum(files: Readonly<Record<string, string>>): string {
  const lines = Object.keys(files)
    .sort()
    .map((name) => `${name} ${files[name]}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** What belongs to files, by their paths from the folder that all have in common: the same names wherever that folder lies. */
export function byName(paths: Readonly<Record<string, string>>): Record<string, string> {
  const all = Object.keys(paths);
  let folder = dirname(all[0]!);
  while (folder !== dirname(folder) && !all.every((path) => path.startsWith(folder + sep))) folder = dirname(folder);
  return Object.fromEntries(all.map((path) => [relative(folder, path).replaceAll(sep, '/'), paths[path]!]));
}
