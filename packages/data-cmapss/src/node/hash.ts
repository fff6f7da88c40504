import { createHash } from 'node:crypto';

/** sha256 as 64 hex digits. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** One checksum for several files: sha256 over the lines `name sha256`, sorted by name. */
export function combinedChecksum(files: Readonly<Record<string, string>>): string {
  const lines = Object.keys(files)
    .sort()
    .map((name) => `${name} ${files[name]}\n`);
  return sha256(lines.join(''));
}
