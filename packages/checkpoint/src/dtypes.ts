import { failure } from './errors.js';
import type { Dtype } from './safetensors-layout.js';
import { valueInMessage } from './value-in-message.js';

/** Values of a tensor, in the array that its dtype has here. */
export type StoredValues = Float32Array | Int32Array | Uint8Array;

type Raw = ArrayLike<number> | ArrayLike<bigint>;

interface Readable {
  /** Of one value. */
  readonly bytes: number;
  /** The TensorFlow.js dtype that holds such values. */
  readonly natural: Dtype;
  view(buffer: ArrayBufferLike, offset: number, length: number): Raw;
}

/** Dtypes that can be read, by their names in the format. */
const READABLE: ReadonlyMap<string, Readable> = new Map<string, Readable>([
  ['F64', { bytes: 8, natural: 'float32', view: (...place) => new Float64Array(...place) }],
  ['F32', { bytes: 4, natural: 'float32', view: (...place) => new Float32Array(...place) }],
  ['F16', { bytes: 2, natural: 'float32', view: (...place) => fromF16(new Uint16Array(...place)) }],
  ['BF16', { bytes: 2, natural: 'float32', view: (...place) => fromBF16(new Uint16Array(...place)) }],
  ['I64', { bytes: 8, natural: 'int32', view: (...place) => new BigInt64Array(...place) }],
  ['I32', { bytes: 4, natural: 'int32', view: (...place) => new Int32Array(...place) }],
  ['I16', { bytes: 2, natural: 'int32', view: (...place) => new Int16Array(...place) }],
  ['I8', { bytes: 1, natural: 'int32', view: (...place) => new Int8Array(...place) }],
  ['U8', { bytes: 1, natural: 'int32', view: (...place) => new Uint8Array(...place) }],
  ['BOOL', { bytes: 1, natural: 'bool', view: (...place) => new Uint8Array(...place) }],
]);
const NAMES = [...READABLE.keys()].join(', ');

/** Bytes of one value; undefined for a dtype that cannot be read. */
export function bytesOf(code: string): number | undefined {
  return READABLE.get(code)?.bytes;
}

/** Whether values of a file's dtype can be converted: floats float32, whole numbers and bools int32 or bool. */
export function canBecome(code: string, dtype: string): dtype is Dtype {
  const readable = READABLE.get(code);
  return readable !== undefined && dtype in ARRAYS && (readable.natural === 'float32') === (dtype === 'float32');
}

/**
 * The values of a tensor.
 * @param tensor its name and its dtype, as the file has them
 * @param bytes all of them; if they fill their buffer, the values may share it
 * @param dtype the target; by default the one that holds such values
 * @param file its name, for messages
 * @throws CK_DTYPE_UNKNOWN if the dtype cannot be read, CK_OUT_OF_RANGE if a value does not fit
 */
export function valuesOf(
  { name, code }: { readonly name: string; readonly code: string },
  bytes: Uint8Array,
  dtype?: Dtype,
  file?: string,
): { readonly dtype: Dtype; readonly data: StoredValues } {
  const readable = READABLE.get(code);
  const tensor = () => `tensor ${valueInMessage(name)}${file === undefined ? '' : ` of ${file}`}`;
  if (readable === undefined) {
    const remedy = `Convert it to one of ${NAMES}`;
    throw failure('CK_DTYPE_UNKNOWN', `${tensor()} has dtype ${valueInMessage(code)}, which cannot be read. ${remedy}`);
  }
  const to = dtype ?? readable.natural;
  // Offsets in other programs' files need not be multiples of the value size.
  const aligned = bytes.byteOffset % readable.bytes === 0 ? bytes : new Uint8Array(bytes);
  const raw = readable.view(aligned.buffer, aligned.byteOffset, aligned.length / readable.bytes);
  const data = narrow(tensor, raw, to);
  const shared = data === raw && data.buffer === bytes.buffer && bytes.length < bytes.buffer.byteLength;
  return { dtype: to, data: shared ? data.slice() : data };
}

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** The same values in the array of a dtype. @throws CK_OUT_OF_RANGE */
function narrow(tensor: () => string, values: Raw, dtype: Dtype): StoredValues {
  if (dtype !== 'bool' && values instanceof ARRAYS[dtype]) return values;
  const data = new ARRAYS[dtype](values.length);
  for (let i = 0; i < data.length; i++) {
    const value = Number(values[i]);
    data[i] = value;
    if (holds(dtype, value, data[i]!)) continue;
    const remedy = 'Change it in the program that writes the file, or leave the tensor out';
    throw failure(
      'CK_OUT_OF_RANGE',
      `${tensor()}: value ${i} is ${values[i]}, which does not fit into ${dtype}. ${remedy}`,
    );
  }
  return data;
}

/** Whether a number is preserved: integers exactly, floats up to rounding. */
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
