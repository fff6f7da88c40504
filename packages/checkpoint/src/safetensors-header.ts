import { bytesOf } from './dtypes.js';
import { failure } from './errors.js';
import { membersOf } from './json-members.js';
import { LENGTH_BYTES, MAX_HEADER_BYTES, sizeOf } from './safetensors-layout.js';
import { valueInMessage } from './value-in-message.js';

/** A tensor as a file describes it. */
export interface FileEntry {
  readonly name: string;
  /** Its dtype by the format's name; may be an unsupported one. */
  readonly code: string;
  readonly shape: readonly number[];
  /** Its offsets, from the start of the data. */
  readonly begin: number;
  readonly end: number;
}

/** The part before the data. */
export interface Header {
  readonly entries: ReadonlyMap<string, FileEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes that show whether the rest of the header can be read: its length, and the brace that it must start with. */
export const FIRST_BYTES = LENGTH_BYTES + 1;

/**
 * Where the data start.
 * @param first the first {@link FIRST_BYTES} of a file
 * @throws CK_CORRUPT
 */
export function dataStartOf(first: Uint8Array, fileBytes: number): number {
  if (first.length < FIRST_BYTES) throw corrupt(`it has ${fileBytes} bytes, too few for a header`);
  const length = new DataView(first.buffer, first.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES || length > fileBytes - LENGTH_BYTES) {
    throw corrupt(`it claims a header of ${length} bytes in a file of ${fileBytes}; the limit is ${MAX_HEADER_BYTES}`);
  }
  if (first[LENGTH_BYTES] !== 0x7b) throw corrupt('its header does not begin with {');
  return LENGTH_BYTES + Number(length);
}

/**
 * Reads a header. Everything it claims is checked: duplicate names, offsets, overlaps and holes, shapes against bytes.
 * @param json the header alone
 * @param dataBytes how many follow it
 * @throws CK_CORRUPT
 */
export function parseHeader(json: Uint8Array, dataBytes: number): Header {
  const entries = new Map<string, FileEntry>();
  let metadata: Readonly<Record<string, string>> = empty();
  try {
    for (const [name, value] of membersOf(textOf(json))) {
      if (name === '__metadata__') metadata = checkMetadata(value);
      else entries.set(name, checkEntry(name, value));
    }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw corrupt(`its header is not valid JSON: ${cause.message}`, cause);
  }
  checkCoverage([...entries.values()], dataBytes);
  return { entries, metadata };
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw corrupt('its header is not UTF-8', cause);
  }
}

/** A record without inherited names, so that `constructor` and `__proto__` are names like any other. */
export function empty<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

function checkMetadata(value: unknown): Readonly<Record<string, string>> {
  if (isRecord(value) && Object.values(value).every((text) => typeof text === 'string')) {
    return Object.assign(empty<string>(), value);
  }
  throw corrupt('its __metadata__ is not an object of strings');
}

function checkEntry(name: string, claim: unknown): FileEntry {
  if (!isRecord(claim)) throw corrupt(`the entry of ${valueInMessage(name)} is not an object`);
  const { dtype: code, shape, data_offsets: offsets } = claim;
  if (typeof code !== 'string') throw corrupt(`${valueInMessage(name)} has dtype ${valueInMessage(code)}`);
  if (!isSizes(shape)) throw corrupt(`${valueInMessage(name)} has shape ${valueInMessage(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) {
    throw corrupt(`${valueInMessage(name)} has offsets ${valueInMessage(offsets)}`);
  }
  const [begin, end] = offsets as unknown as [number, number];
  const bytes = bytesOf(code);
  if (bytes !== undefined && sizeOf(shape) * bytes !== end - begin) {
    throw corrupt(`${valueInMessage(name)} has ${end - begin} bytes for shape ${valueInMessage(shape)} of ${code}`);
  }
  return { name, code, shape, begin, end };
}

/** The entries must cover the data exactly once: no overlap, no hole, nothing after them. */
function checkCoverage(entries: readonly FileEntry[], bytes: number): void {
  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at)
      throw corrupt(`${valueInMessage(name)} begins at byte ${begin} of the data, where ${at} was expected`);
    at = end;
  }
  if (at !== bytes) throw corrupt(`its header describes ${at} bytes of data; there are ${bytes}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0 && !Object.is(n, -0));
}

function corrupt(what: string, cause?: unknown) {
  return failure('CK_CORRUPT', `not a usable safetensors file: ${what}`, cause);
}
