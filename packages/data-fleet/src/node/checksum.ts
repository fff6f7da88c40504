import { createHash } from 'node:crypto';
import { dirname, relative, sep } from 'node:path';
import type { Fleet } from '../fleet.js';

/** One checksum for several files: sha256 (hex) over the lines `name sha256`, sorted by name. */
export function combinedChecksum(files: Readonly<Record<string, string>>): string {
  const lines = Object.keys(files)
    .sort()
    .map((name) => `${name} ${files[name]}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/**
 * One checksum for fleets that come from no file: sha256 (hex) over everything that training sees of them. Two fleets with the same
 * one train alike.
 */
export function fleetChecksum(...fleets: readonly Omit<Fleet, 'origin'>[]): string {
  const hash = createHash('sha256');
  for (const { offsets, times, values, clock, ...facts } of fleets) {
    const { starts, ...instants } = clock ?? {};
    const { name, noun, timeUnit, role, channels, settings, units, ends } = facts;
    hash.update(JSON.stringify([name, noun, timeUnit, role, channels, settings, units, ends, instants]));
    for (const numbers of [offsets, times, values, starts]) if (numbers) hash.update(bytesOf(numbers));
  }
  return hash.digest('hex');
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** What belongs to files, by their paths from the folder that all have in common: the same names wherever that folder lies. */
export function byName(paths: Readonly<Record<string, string>>): Record<string, string> {
  const all = Object.keys(paths);
  if (all.length === 0) return {};
  let folder = dirname(all[0]!);
  while (folder !== dirname(folder) && !all.every((path) => path.startsWith(folder + sep))) folder = dirname(folder);
  return Object.fromEntries(all.map((path) => [relative(folder, path).replaceAll(sep, '/'), paths[path]!]));
}
