import { TrainError } from '@amnl/core-loop';
import { unzipSync } from 'fflate';
import { dataError } from '../errors.js';
import type { KnownFile, KnownFiles, Mirror } from './checksums.js';
import { sha256 } from './hash.js';

const INNER = 'CMAPSSData.zip';

/**
 * Takes the known files out of a downloaded archive. The archive, a nested archive and every file must have their known
 * size and sha256; sizes are compared before anything is inflated, paths are ignored, other members are ignored.
 * Throws `DC_ARCHIVE_INVALID`.
 */
export function extractArchive(archive: Uint8Array, mirror: Mirror, files: KnownFiles): Map<string, Uint8Array> {
  check(mirror.url, archive, mirror);
  const flat = mirror.inner ? extract(archive, { [INNER]: mirror.inner }).get(INNER)! : archive;
  return extract(flat, files);
}

function extract(zip: Uint8Array, files: KnownFiles): Map<string, Uint8Array> {
  const members = unzipKnown(zip, files);
  for (const [name, known] of Object.entries(files)) {
    const bytes = members.get(name);
    if (!bytes) throw invalid(`the archive lacks ${name}`);
    check(name, bytes, known);
  }
  return members;
}

/**
 * The known files among the members, each once. fflate unpacks a member into as many bytes as the archive claims, so the
 * claim must be the known size: no archive can make this allocate more than the known files need.
 */
function unzipKnown(zip: Uint8Array, files: KnownFiles): Map<string, Uint8Array> {
  const taken = new Set<string>();
  const filter = (member: { name: string; originalSize: number }) => {
    const name = baseName(member.name);
    const known = Object.hasOwn(files, name) ? files[name] : undefined;
    if (!known || taken.has(name)) return false;
    if (member.originalSize !== known.size) {
      throw invalid(`the archive says ${name} has ${member.originalSize} bytes instead of ${known.size}`);
    }
    taken.add(name);
    return true;
  };
  try {
    return new Map(Object.entries(unzipSync(zip, { filter })).map(([path, bytes]) => [baseName(path), bytes]));
  } catch (cause) {
    if (cause instanceof TrainError) throw cause;
    throw invalid(`the archive cannot be unpacked: ${(cause as Error).message}`, cause);
  }
}

function check(name: string, bytes: Uint8Array, known: KnownFile): void {
  if (bytes.length !== known.size) throw invalid(`${name} has ${bytes.length} bytes instead of ${known.size}`);
  const found = sha256(bytes);
  if (found !== known.sha256) throw invalid(`${name} has sha256 ${found} instead of ${known.sha256}`);
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function invalid(what: string, cause?: unknown): Error {
  return dataError('DC_ARCHIVE_INVALID', what, cause);
}
