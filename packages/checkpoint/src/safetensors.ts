import { type StoredValues, valuesOf } from './dtypes.js';
import { dataStartOf, empty, FIRST_BYTES, type Header, parseHeader } from './safetensors-header.js';
import { encodeHead, LENGTH_BYTES, layOut, place, type TensorSpec } from './safetensors-layout.js';

/** A tensor as stored: row-major values with their shape. */
export interface StoredTensor extends TensorSpec {
  /** `Float32Array`, `Int32Array`, or `Uint8Array` for bool. */
  readonly data: StoredValues;
}

/** The content of a safetensors file. What was read has no inherited names: `__proto__` is a name like any other. */
export interface SafeTensors {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Writes tensors in the safetensors format (https://huggingface.co/docs/safetensors): a JSON header and raw
 * little-endian data; readable from Python with `safetensors.numpy.load_file`.
 * @throws CK_DTYPE if the data does not fit dtype and shape, CK_NAME if a tensor is called `__metadata__`
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
 * lengths, offsets, overlaps and holes, shapes against bytes. F64, F16 and BF16 become float32, and I64, I16, I8 and U8 int32.
 * @throws CK_CORRUPT, CK_DTYPE_UNKNOWN for other dtypes, CK_OUT_OF_RANGE for values that do not fit
 */
export function decodeSafetensors(file: Uint8Array): SafeTensors {
  const dataStart = dataStartOf(file.subarray(0, FIRST_BYTES), file.length);
  const data = file.subarray(dataStart);
  const header = parseHeader(file.subarray(LENGTH_BYTES, dataStart), data.length);
  return { tensors: decodeTensors(header, data), metadata: header.metadata };
}

/** All tensors of a file, each in its own memory. */
export function decodeTensors({ entries }: Header, data: Uint8Array): Readonly<Record<string, StoredTensor>> {
  const tensors = empty<StoredTensor>();
  for (const { name, code, shape, begin, end } of entries.values()) {
    tensors[name] = { shape, ...valuesOf({ name, code }, data.subarray(begin, end)) };
  }
  return tensors;
}
