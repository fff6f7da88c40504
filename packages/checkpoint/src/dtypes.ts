import { failure } from './errors.js';
import type { Dtype } from './safetensors-layout.js';
import { shown } from './shown.js';

/** Values of a tensor, in the array that its dtype has here. */
export type Values = Float32Array | Int32Array | Uint8Array;

interface Readable {
  /** Of one value. */
  readonly bytes: number;
  /** The dtype here that holds such values. */
  readonly natural: Dtype;
  view(buffer: ArrayBuffer): ArrayLike<number> | ArrayLike<bigint>;
}

/** Dtypes that can be read, by their names in the format. */
const READABLE: ReadonlyMap<string, Readable> = new Map<string, Readable>([
  ['F64', { bytes: 8, natural: 'float32', view: (buffer) => new Float64Array(buffer) }],
  ['F32', { bytes: 4, natural: 'float32', view: (buffer) => new Float32Array(buffer) }],
  ['F16', { bytes: 2, natural: 'float32', view: (buffer) => fromF16(new Uint16Array(buffer)) }],
  ['BF16', { bytes: 2, natural: 'float32', view: (buffer) => fromBF16(new Uint16Array(buffer)) }],
  ['I64', { bytes: 8, natural: 'int32', view: (buffer) => new BigInt64Array(buffer) }],
  ['I32', { bytes: 4, natural: 'int32', view: (buffer) => new Int32Array(buffer) }],
  ['I16', { bytes: 2, natural: 'int32', view: (buffer) => new Int16Array(buffer) }],
  ['I8', { bytes: 1, natural: 'int32', view: (buffer) => new Int8Array(buffer) }],
  ['U8', { bytes: 1, natural: 'int32', view: (buffer) => new Uint8Array(buffer) }],
  ['BOOL', { bytes: 1, natural: 'bool', view: (buffer) => new Uint8Array(buffer) }],
]);
const NAMES = [...READABLE.keys()].join(', ');

/** Bytes of one value; undefined for a dtype that cannot be read. */
export function bytesOf(code: string): number | undefined {
  return READABLE.get(code)?.bytes;
}

/** Whether values of a file's dtype can become those of one here: floats float32, whole numbers and bools int32 or bool. */
export function canBecome(code: string, dtype: Dtype): boolean {
  const readable = READABLE.get(code);
  return readable !== undefined && (readable.natural === 'float32') === (dtype === 'float32');
}

/**
 * The values of a tensor.
 * @param tensor its name and its dtype, as the file has them
 * @param bytes all of them, in memory of their own
 * @param dtype what they are to be; by default what holds such values
 * @param file its name, for messages
 * @throws CK_DTYPE_UNKNOWN where the dtype cannot be read, CK_OUT_OF_RANGE where a value does not fit
 */
export function valuesOf(
  { name, code }: { readonly name: string; readonly code: string },
  bytes: Uint8Array<ArrayBuffer>,
  dtype?: Dtype,
  file?: string,
): { readonly dtype: Dtype; readonly data: Values } {
  const readable = READABLE.get(code);
  const tensor = () => `tensor ${shown(name)}${file === undefined ? '' : ` of ${file}`}`;
  if (readable === undefined) {
    const remedy = `Convert it to one of ${NAMES}`;
    throw failure('CK_DTYPE_UNKNOWN', `${tensor()} has dtype ${shown(code)}, which cannot be read. ${remedy}`);
  }
  const to = dtype ?? readable.natural;
  return { dtype: to, data: narrow(tensor, readable.view(bytes.buffer), to) };
}

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** The same values in the array of a dtype. @throws CK_OUT_OF_RANGE */
function narrow(tensor: () => string, values: ArrayLike<number> | ArrayLike<bigint>, dtype: Dtype): Values {
  if (dtype !== 'bool' && values instanceof ARRAYS[dtype]) return values;
  const data = new ARRAYS[dtype](values.length);
  for (let i = 0; i < data.length; i++) {
    const value = Number(values[i]);
    data[i] = value;
    if (holds(dtype, value, data[i]!)) continue;
    const remedy = 'Change it where the file is made, or leave the tensor out';
    throw failure('CK_OUT_OF_RANGE', `${tensor()}: value ${i} is ${values[i]}, which no ${dtype} can hold. ${remedy}`);
  }
  return data;
}

/** Whether a number is kept: whole ones as they are, floats up to rounding. */
function holds(dtype: Dtype, value: number, kept: number): boolean {
  if (dtype === 'float32') return Number.isFinite(kept) || !Number.isFinite(value);
  return kept === value && (dtype === 'int32' || value === 0 || value === 1);
}

/** IEEE 754 half precision: 1 bit sign, 5 exponent (bias 15), 10 fraction. Exact, the bits of a NaN included. */
export function fromF16(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  const values = new Float32Array(bits.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const sign = (half & 0x8000) << 16;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    // Without an exponent a half counts in steps of 2^-24, which for float32 are ordinary numbers.
    if (exponent === 0) values[i] = (sign < 0 ? -1 : 1) * fraction * 2 ** -24;
    else bits[i] = sign | ((exponent === 0x1f ? 0xff : exponent - 15 + 127) << 23) | (fraction << 13);
  }
  return values;
}

/** bfloat16 is the upper half of a float32. */
export function fromBF16(upper: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(upper, (half) => half << 16).buffer);
}
