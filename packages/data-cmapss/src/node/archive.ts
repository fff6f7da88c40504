import { dataError } from '../errors.js';
import type { KnownFile, KnownFiles, Mirror } from './checksums.js';
import { sha256 } from './hash.js';
import { unpack, zipMembers } from './zip.js';

const INNER = 'CMAPSSData.zip';

/**
 * Takes the known files out of a downloaded archive. The archive, a nested archive and every file must have their known
 * size and sha256; sizes are compared before anything is inflated, paths are ignored, other members are left alone.
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

/** The known files among the members: each once, and only where the claimed size is the known one. */
function unzipKnown(zip: Uint8Array, files: KnownFiles): Map<string, Uint8Array> {
  const taken = new Map<string, Uint8Array>();
  for (const member of zipMembers(zip)) {
    const name = baseName(member.name);
    const known = Object.hasOwn(files, name) ? files[name] : undefined;
    if (!known || taken.has(name)) continue;
    if (member.size !== known.size) {
      throw invalid(`the archive says ${name} has ${member.size} bytes instead of ${known.size}`);
    }
    taken.set(name, unpack(member));
  }
  return taken;
}

function check(name: string, bytes: Uint8Array, known: KnownFile): void {
  if (bytes.length !== known.size) throw invalid(`${name} has ${bytes.length} bytes instead of ${known.size}`);
  const found = sha256(bytes);
  if (found !== known.sha256) throw invalid(`${name} has sha256 ${found} instead of ${known.sha256}`);
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function invalid(what: string): Error {
  return dataError('DC_ARCHIVE_INVALID', what);
}
