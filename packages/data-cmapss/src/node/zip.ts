import { inflateRawSync } from 'node:zlib';
import { dataError } from '../errors.js';

/** A member of a zip archive: what the archive's directory claims of it, and its packed bytes. */
export interface ZipMember {
  /** As stored: it may hold `../`, a drive or anything else, and is to be compared, never to be opened. */
  readonly name: string;
  /** Bytes when unpacked, as claimed. */
  readonly size: number;
  readonly method: number;
  readonly packed: Uint8Array;
}

const END = { signature: 0x06054b50, bytes: 22, longestComment: 0xffff };
const ENTRY = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
/** In a 32-bit field: the number stands in a zip64 record. */
const ELSEWHERE = 0xffffffff;

/**
 * Lists the members of a zip archive, in the order of its directory. Every place and length is checked against the
 * archive before it is used; nothing is allocated and nothing unpacked. No zip64: what this package reads has 12 MB.
 * Throws `DC_ARCHIVE_INVALID`.
 */
export function* zipMembers(zip: Uint8Array): Generator<ZipMember> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const { count, start, end } = directoryOf(view);
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY.bytes > end || view.getUint32(at, true) !== ENTRY.signature) {
      throw unreadable(`its directory claims ${count} members and holds ${i}`);
    }
    const flags = view.getUint16(at + 8, true);
    const packedSize = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const nameEnd = at + ENTRY.bytes + view.getUint16(at + 28, true);
    const next = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) throw unreadable(`entry ${i + 1} of its directory runs beyond the directory`);
    const from = dataStart(view, view.getUint32(at + 42, true), start, i);
    if (packedSize === ELSEWHERE || size === ELSEWHERE) throw unreadable('it is of the zip64 form');
    if (from + packedSize > start) throw unreadable(`member ${i + 1} runs into the directory`);
    if ((flags & ENCRYPTED) !== 0) throw unreadable(`member ${i + 1} is encrypted`);
    yield {
      name: Buffer.from(zip.subarray(at + ENTRY.bytes, nameEnd)).toString('latin1'),
      size,
      method: view.getUint16(at + 10, true),
      packed: zip.subarray(from, from + packedSize),
    };
    at = next;
  }
}

/** Unpacks a member. Stops as soon as more comes out than its claimed size, so check that first. */
export function unpack({ method, packed, size }: ZipMember): Uint8Array {
  if (method !== STORED && method !== DEFLATED) throw unreadable(`compression method ${method} is not known`);
  if (method === STORED) {
    if (packed.length !== size) throw unreadable(`a stored member has ${packed.length} bytes instead of ${size}`);
    return packed.slice();
  }
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch (cause) {
    throw unreadable((cause as Error).message, cause);
  }
}

/** The directory's place, from the record at the end of the file; at most a comment follows that. */
function directoryOf(view: DataView): { count: number; start: number; end: number } {
  const last = view.byteLength - END.bytes;
  for (let at = last; at >= Math.max(0, last - END.longestComment); at--) {
    if (view.getUint32(at, true) !== END.signature) continue;
    const count = view.getUint16(at + 10, true);
    const bytes = view.getUint32(at + 12, true);
    const start = view.getUint32(at + 16, true);
    if (start + bytes > at) throw unreadable('its directory lies outside of it');
    return { count, start, end: start + bytes };
  }
  throw unreadable('it has no directory');
}

function dataStart(view: DataView, local: number, directory: number, index: number): number {
  if (local + LOCAL.bytes > directory || view.getUint32(local, true) !== LOCAL.signature) {
    throw unreadable(`member ${index + 1} is not where the directory says`);
  }
  return local + LOCAL.bytes + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
}

function unreadable(why: string, cause?: unknown): Error {
  return dataError('DC_ARCHIVE_INVALID', `the archive cannot be unpacked: ${why}`, cause);
}
