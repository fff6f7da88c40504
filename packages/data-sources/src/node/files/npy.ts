import { DTYPE_NAMES, DTYPES, type FileDtype } from './dtypes.js';
import { type ArrayHeader, BadHeader } from './header.js';

// NumPy's format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Bytes that give the length of the header, in every version of the format. */
export const NPY_FIRST_BYTES = 12;
/** Longest header that is read; NumPy itself writes some 128 bytes. */
const NPY_MAX_HEADER = 1 << 16;
/** Bytes before the numbers in files that are written here: room for any shape, and a multiple of 64 as NumPy wants. */
export const NPY_OWN_HEADER = 256;

/**
 * Where the numbers begin.
 * @param first the first {@link NPY_FIRST_BYTES} of a file
 * @throws BadHeader
 */
export function npyDataStart(first: Uint8Array): number {
  if (first.length < NPY_FIRST_BYTES || MAGIC.some((byte, i) => first[i] !== byte)) {
    throw new BadHeader('DS_FILE_INVALID', 'does not start like a NumPy file');
  }
  const version = first[6]!;
  if (version < 1 || version > 3) {
    throw new BadHeader('DS_FILE_INVALID', `has version ${version} of NumPy’s format. Supported are versions 1 to 3`);
  }
  const view = new DataView(first.buffer, first.byteOffset);
  const [length, at] = version === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  if (length > NPY_MAX_HEADER) throw new BadHeader('DS_FILE_INVALID', `claims a header of ${length} bytes`);
  return at + length;
}

/**
 * Reads the header: a Python dictionary such as `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
 * @param head all bytes before the numbers
 * @throws BadHeader
 */
export function parseNpyHeader(head: Uint8Array): ArrayHeader {
  const text = new TextDecoder('latin1').decode(head.subarray(head[6] === 1 ? 10 : 12));
  const descr = /'descr'\s*:\s*(?:'([^']*)'|\[)/.exec(text);
  const fortran = /'fortran_order'\s*:\s*(True|False)\b/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === null || fortran === undefined || shape === undefined) {
    throw new BadHeader('DS_FILE_INVALID', 'has a header without descr, fortran_order and shape');
  }
  if (fortran === 'True') {
    throw new BadHeader('DS_FILE_DTYPE', 'is in Fortran order. Save numpy.ascontiguousarray(array)');
  }
  return { dtype: dtypeOf(descr[1]), shape: sizesOf(shape), dataStart: head.length };
}

function dtypeOf(descr: string | undefined): FileDtype {
  const found = Object.entries(DTYPES).find(
    ([, { npy }]) => npy === descr || npy.slice(1) === descr?.replace(/^=/, ''),
  );
  if (found !== undefined) return found[0] as FileDtype;
  const said = descr === undefined ? 'records of several fields' : `the dtype '${descr}'`;
  throw new BadHeader('DS_FILE_DTYPE', `has ${said}. Save it as one of ${DTYPE_NAMES}, little-endian`);
}

function sizesOf(text: string): number[] {
  const parts = text.split(',').map((part) => part.trim().replace(/L$/, ''));
  return parts.filter((part) => part !== '').map(Number);
}

/** A header of {@link NPY_OWN_HEADER} bytes. */
export function encodeNpyHeader(dtype: FileDtype, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${DTYPES[dtype].npy}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const head = new Uint8Array(NPY_OWN_HEADER).fill(0x20);
  head.set([...MAGIC, 1, 0]);
  new DataView(head.buffer).setUint16(8, NPY_OWN_HEADER - 10, true);
  head.set(new TextEncoder().encode(text), 10);
  head[NPY_OWN_HEADER - 1] = 0x0a;
  return head;
}
