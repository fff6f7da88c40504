import { failure } from './errors.js';

/** A tensor as stored: row-major values with their shape. */
export interface StoredTensor {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  /** `Float32Array`, `Int32Array`, or `Uint8Array` for bool. */
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** The content of a safetensors file. */
export interface SafeTensors {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const DTYPES = {
  float32: { code: 'F32', bytes: 4, make: (buffer: ArrayBuffer) => new Float32Array(buffer) },
  int32: { code: 'I32', bytes: 4, make: (buffer: ArrayBuffer) => new Int32Array(buffer) },
  bool: { code: 'BOOL', bytes: 1, make: (buffer: ArrayBuffer) => new Uint8Array(buffer) },
} as const;
type Dtype = keyof typeof DTYPES;

/** The format's own limit, so that a damaged length cannot ask for the whole memory. */
const MAX_HEADER_BYTES = 100_000_000;
/** Bytes before the header: its length as a little-endian 64-bit integer. */
const LENGTH_BYTES = 8;

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Writes tensors in the safetensors format (https://huggingface.co/docs/safetensors): a JSON header and raw
 * little-endian data; readable from Python with `safetensors.numpy.load_file`.
 * @throws CK_DTYPE where the data does not fit dtype and shape
 */
export function encodeSafetensors({ tensors, metadata }: SafeTensors): Uint8Array {
  // Wide types first, as the reference implementation does: every tensor then starts at a multiple of its size.
  const entries = Object.entries(tensors).sort(
    ([a, x], [b, y]) => DTYPES[y.dtype].bytes - DTYPES[x.dtype].bytes || (a < b ? -1 : 1),
  );
  const header: [string, HeaderEntry | Readonly<Record<string, string>>][] = [['__metadata__', metadata]];
  let end = 0;
  for (const [name, { dtype, shape, data }] of entries) {
    if (data.byteLength !== sizeOf(shape) * DTYPES[dtype].bytes) {
      throw failure('CK_DTYPE', `tensor '${name}' has ${data.byteLength} bytes for shape [${shape}] of ${dtype}`);
    }
    const begin = end;
    end += data.byteLength;
    header.push([name, { dtype: DTYPES[dtype].code, shape, data_offsets: [begin, end] }]);
  }
  // `fromEntries` makes own properties of any name, `__proto__` included.
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(LENGTH_BYTES + headerBytes + end).fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes;
  for (const [, { data }] of entries) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
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

function readHeader(file: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
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

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function checkEntry(name: string, claim: unknown): Entry {
  if (!isRecord(claim)) throw corrupt(`the entry of '${name}' is not an object`);
  const { dtype: code, shape, data_offsets: offsets } = claim;
  const dtype = (Object.keys(DTYPES) as Dtype[]).find((d) => DTYPES[d].code === code);
  if (dtype === undefined) throw corrupt(`'${name}' has dtype ${JSON.stringify(code)}; known are F32, I32, BOOL`);
  if (!isSizes(shape)) throw corrupt(`'${name}' has shape ${JSON.stringify(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) {
    throw corrupt(`'${name}' has offsets ${JSON.stringify(offsets)}`);
  }
  const [begin, end] = offsets as unknown as [number, number];
  if (sizeOf(shape) * DTYPES[dtype].bytes !== end - begin) {
    throw corrupt(`'${name}' has ${end - begin} bytes for shape [${shape}] of ${dtype}`);
  }
  return { name, dtype, shape, begin, end };
}

/** The entries must cover the data exactly once: no overlap, no hole, nothing behind. */
function checkCoverage(entries: readonly Entry[], bytes: number): void {
  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) throw corrupt(`'${name}' begins at byte ${begin} of the data, where ${at} was expected`);
    at = end;
  }
  if (at !== bytes) throw corrupt(`its header describes ${at} bytes of data; there are ${bytes}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

function corrupt(what: string, cause?: unknown) {
  return failure('CK_CORRUPT', `not a usable safetensors file: ${what}`, cause);
}
