/** A kind of numbers in files. */
export type FileDtype =
  | 'float32'
  | 'float64'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool';

/** Kinds of numbers in files, little-endian as on every machine that Node runs on; `npy` is NumPy's name. */
export const DTYPES = {
  float32: { npy: '<f4', array: Float32Array },
  float64: { npy: '<f8', array: Float64Array },
  int8: { npy: '|i1', array: Int8Array },
  uint8: { npy: '|u1', array: Uint8Array },
  int16: { npy: '<i2', array: Int16Array },
  uint16: { npy: '<u2', array: Uint16Array },
  int32: { npy: '<i4', array: Int32Array },
  uint32: { npy: '<u4', array: Uint32Array },
  int64: { npy: '<i8', array: BigInt64Array },
  uint64: { npy: '<u8', array: BigUint64Array },
  bool: { npy: '|b1', array: Uint8Array },
} as const satisfies Readonly<Record<FileDtype, unknown>>;

/** The names, for messages. */
export const DTYPE_NAMES = Object.keys(DTYPES).join(', ');

export const isFileDtype = (name: unknown): name is FileDtype =>
  typeof name === 'string' && Object.hasOwn(DTYPES, name);

export const bytesOf = (dtype: FileDtype): number => DTYPES[dtype].array.BYTES_PER_ELEMENT;
