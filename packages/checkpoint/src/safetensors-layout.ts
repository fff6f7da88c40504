import { failure } from './errors.js';

/** What a tensor is, without its values. */
export interface TensorSpec {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
}

/** Dtypes that can be stored, with their names in the format. */
export const DTYPES = {
  float32: { code: 'F32', bytes: 4 },
  int32: { code: 'I32', bytes: 4 },
  bool: { code: 'BOOL', bytes: 1 },
} as const;
/** A dtype that can be stored. */
export type Dtype = keyof typeof DTYPES;

/** Bytes before the header: its length as a little-endian 64-bit integer. */
export const LENGTH_BYTES = 8;

/** The format's own limit, so that a damaged length cannot request all memory. */
export const MAX_HEADER_BYTES = 100_000_000;

/** A tensor's place in the data. */
export interface Entry extends TensorSpec {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

/** Offsets of each tensor. */
export interface Layout {
  readonly entries: readonly Entry[];
  /** Size of all data. */
  readonly bytes: number;
}

/** Assigns every tensor its offset: before any value is known, so that values can be copied straight to it. */
export function layOut(specs: Readonly<Record<string, TensorSpec>>): Layout {
  // Wide types first, as the reference implementation does: every tensor then starts at a multiple of its size.
  const sorted = Object.entries(specs).sort(
    ([a, x], [b, y]) => DTYPES[y.dtype].bytes - DTYPES[x.dtype].bytes || (a < b ? -1 : 1),
  );
  let bytes = 0;
  const entries = sorted.map(([name, { dtype, shape }]): Entry => {
    const begin = bytes;
    bytes += sizeOf(shape) * DTYPES[dtype].bytes;
    return { name, dtype, shape, begin, end: bytes };
  });
  return { entries, bytes };
}

/**
 * Everything before the data: the header's length, the header as JSON, spaces up to a multiple of eight bytes.
 * @throws CK_NAME, CK_WRITE_FAILED if the header is longer than readers accept
 */
export function encodeHead({ entries }: Layout, metadata: Readonly<Record<string, string>>): Uint8Array {
  if (entries.some(({ name }) => name === '__metadata__')) {
    throw failure('CK_NAME', "a tensor is called '__metadata__', which the format reserves. Rename it");
  }
  const tensors = entries.map(
    ({ name, dtype, shape, begin, end }) =>
      [name, { dtype: DTYPES[dtype].code, shape, data_offsets: [begin, end] }] as const,
  );
  // `fromEntries` makes own properties of any name, `__proto__` included.
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries([['__metadata__', metadata], ...tensors])));
  const length = Math.ceil(json.length / 8) * 8;
  if (length > MAX_HEADER_BYTES) {
    const remedy = 'Store fewer tensors, or shorter metadata';
    throw failure('CK_WRITE_FAILED', `the header has ${length} bytes; readers accept ${MAX_HEADER_BYTES}. ${remedy}`);
  }
  const head = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(length), true);
  head.set(json, LENGTH_BYTES);
  return head;
}

/** Copies a tensor's values to their place. @throws CK_DTYPE if they do not fit */
export function place(body: Uint8Array, { name, dtype, shape, begin, end }: Entry, data: ArrayBufferView): void {
  if (data.byteLength !== end - begin) {
    throw failure('CK_DTYPE', `tensor '${name}' has ${data.byteLength} bytes for shape [${shape}] of ${dtype}`);
  }
  body.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), begin);
}

/** Elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
