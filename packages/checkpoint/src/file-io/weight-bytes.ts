import { io } from '@tensorflow/tfjs-core';
import { sizeOf } from '../safetensors-layout.js';

/** Bytes of a value, by the dtypes of TensorFlow.js. */
const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, complex64: 8 };
/** Bytes of a value that the converter has quantized. */
const QUANTIZED: Readonly<Record<string, number>> = { uint8: 1, uint16: 2, float16: 2 };
/** Each string is preceded by its length. */
const LENGTH_BYTES = 4;

/** Size of weights in their files. */
export interface WeightSize {
  readonly bytes: number;
  /** False if strings are among them: then it is a lower bound. */
  readonly exact: boolean;
}

/** Size of a weight; undefined if TensorFlow.js does not know its dtype. */
export function sizeOfWeight({ shape, dtype, quantization }: io.WeightsManifestEntry): WeightSize | undefined {
  const isString = quantization === undefined && dtype === 'string';
  const table = quantization === undefined ? BYTES : QUANTIZED;
  const code = quantization === undefined ? dtype : quantization.dtype;
  const each = isString ? LENGTH_BYTES : Object.hasOwn(table, code) ? table[code] : undefined;
  return each === undefined ? undefined : { bytes: sizeOf(shape) * each, exact: !isString };
}

/** Total size of weights. */
export function sizeOfWeights(weights: readonly io.WeightsManifestEntry[]): WeightSize {
  const sizes = weights.map((weight) => sizeOfWeight(weight)!);
  return { bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0), exact: sizes.every(({ exact }) => exact) };
}

/** Where weights end in their data, which may include strings, or where they would exceed it. */
export function endOfWeights(data: io.WeightData, weights: readonly io.WeightsManifestEntry[]): number {
  const bytes = new io.CompositeArrayBuffer(data);
  const total = bytes.byteLength ?? 0;
  let at = 0;
  for (const weight of weights) {
    const size = sizeOfWeight(weight)!;
    at += size.bytes;
    if (size.exact) continue;
    at -= size.bytes;
    for (let i = sizeOf(weight.shape); i > 0 && at <= total; i--) {
      const length = bytes.slice(at, at + LENGTH_BYTES);
      at += LENGTH_BYTES + (length.byteLength === LENGTH_BYTES ? new Uint32Array(length)[0]! : 0);
    }
  }
  return at;
}
