import { createHash } from 'node:crypto';

/** One checksum for several files: sha256 (hex) over the lines `name sha256`, sorted by name. */
export function combinedChecksum(files: Readonly<Record<string, string>>): string {
  const lines = Object.keys(files)
    .sort()
    .map((name) => `${name} ${files[name]}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}
