import { failure } from './errors.js';
import {
  DTYPES,
  type Dtype,
  type Entry,
  encodeHead,
  LENGTH_BYTES,
  layOut,
  place,
  sizeOf,
  type TensorSpec,
} from './safetensors-layout.js';

/** A tensor as stored: row-major values with their shape. */
export interface StoredTensor extends TensorSpec {
  /** `Float32Array`, `Int32Array`, or `Uint8Array` for bool. */
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** The content of a safetensors file. */
export interface SafeTensors {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The format's own limit, so that a damaged length cannot ask for the whole memory. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Writes tensors in the safetensors format (https://huggingface.co/docs/safetensors): a JSON header and raw
 * little-endian data; readable from Python with `safetensors.numpy.load_file`.
 * @throws CK_DTYPE where the data does not fit dtype and shape
 */
export function encodeSafetensors({ tensors, metadata }: SafeTensors): Uint8Array {
  const layout = layOut(tensors);
  const head = encodeHead(layout, metadata);
  const file = new Uint8Array(head.length + layout.bytes);
  file.set(head);
  for (const entry of layout.entries) place(file.subarray(head.length), entry, tensors[entry.name]!.data);
  return file;
}

/**
 * Reads a safetensors file. Everything the header claims is checked against the file before anything is allocated:
 * lengths, offsets, overlaps and holes, dtype and shape against bytes. Dtypes F32, I32 and BOOL.
 * @throws CK_CORRUPT
 */
export function decodeSafetensors(file: Uint8Array): SafeTensors {
  const { header, dataStart } = readHeader(file);
  const { __metadata__: metadata = {}, ...claims } = header;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw corrupt('its __metadata__ is not an object of strings');
  }
  const entries = Object.entries(claims).map(([name, claim]) => checkEntry(name, claim));
  checkCoverage(entries, file.length - dataStart);
  const tensors = entries.map(({ name, dtype, shape, begin, end }): [string, StoredTensor] => {
    // A copy: offsets in other people's files need not be multiples of 4, and the file can then be freed.
    // (Not `slice`, which on a Node Buffer gives a view.)
    const bytes = new Uint8Array(file.subarray(dataStart + begin, dataStart + end));
    return [name, { dtype, shape, data: DTYPES[dtype].make(bytes.buffer) }];
  });
  return { tensors: Object.fromEntries(tensors), metadata: metadata as Record<string, string> };
}

/** The header and where the data begins. @throws CK_CORRUPT */
export function readHeader(file: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (file.length < LENGTH_BYTES) throw corrupt(`it has ${file.length} bytes, fewer than the header's length field`);
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES || length > file.length - LENGTH_BYTES) {
    throw corrupt(`it claims a header of ${length} bytes in a file of ${file.length}`);
  }
  const dataStart = LENGTH_BYTES + Number(length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(LENGTH_BYTES, dataStart)));
  } catch (cause) {
    throw corrupt('its header is not JSON', cause);
  }
  if (!isRecord(header)) throw corrupt('its header is not a JSON object');
  return { header, dataStart };
}

function checkEntry(name: string, claim: unknown): Entry {
  if (!isRecord(claim)) throw corrupt(`the entry of ${shown(name)} is not an object`);
  const { dtype: code, shape, data_offsets: offsets } = claim;
  const dtype = (Object.keys(DTYPES) as Dtype[]).find((d) => DTYPES[d].code === code);
  if (dtype === undefined) throw corrupt(`${shown(name)} has dtype ${shown(code)}; known are F32, I32, BOOL`);
  if (!isSizes(shape)) throw corrupt(`${shown(name)} has shape ${shown(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) {
    throw corrupt(`${shown(name)} has offsets ${shown(offsets)}`);
  }
  const [begin, end] = offsets as unknown as [number, number];
  if (sizeOf(shape) * DTYPES[dtype].bytes !== end - begin) {
    throw corrupt(`${shown(name)} has ${end - begin} bytes for shape ${shown(shape)} of ${dtype}`);
  }
  return { name, dtype, shape, begin, end };
}

/** The entries must cover the data exactly once: no overlap, no hole, nothing behind. */
function checkCoverage(entries: readonly Entry[], bytes: number): void {
  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) throw corrupt(`${shown(name)} begins at byte ${begin} of the data, where ${at} was expected`);
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

/** A value of a hostile header in a message: short, and never walked through (deep nesting would overflow the stack). */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (!Array.isArray(value)) return typeof value === 'object' ? 'an object' : String(value);
  const flat = value.slice(0, 8).map((item) => (typeof item === 'object' ? '…' : String(item).slice(0, 24)));
  return `[${flat}${value.length > 8 ? ',…' : ''}]`;
}

function corrupt(what: string, cause?: unknown) {
  return failure('CK_CORRUPT', `not a usable safetensors file: ${what}`, cause);
}
