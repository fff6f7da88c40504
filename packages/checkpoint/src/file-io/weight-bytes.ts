import { io } from '@tensorflow/tfjs-core';
import { sizeOf } from '../safetensors-layout.js';

/** Bytes of a value, by the dtypes of TensorFlow.js. */
const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, complex64: 8 };
/** Bytes of a value that the converter has made smaller. */
const QUANTIZED: Readonly<Record<string, number>> = { uint8: 1, uint16: 2, float16: 2 };
/** Before each string stands its length. */
const LENGTH_BYTES = 4;

/** What weights take in their files. */
export interface WeightSize {
  readonly bytes: number;
  /** False where strings are among them: then it is the least that they take. */
  readonly exact: boolean;
}

/** What a weight takes; undefined where TensorFlow.js does not know its dtype. */
export function sizeOfWeight({ shape, dtype, quantization }: io.WeightsManifestEntry): WeightSize | undefined {
  const isString = quantization === undefined && dtype === 'string';
  const table = quantization === undefined ? BYTES : QUANTIZED;
  const code = quantization === undefined ? dtype : quantization.dtype;
  const each = isString ? LENGTH_BYTES : Object.hasOwn(table, code) ? table[code] : undefined;
  return each === undefined ? undefined : { bytes: sizeOf(shape) * each, exact: !isString };
}

/** What weights take together. */
export function sizeOfWeights(weights: readonly io.WeightsManifestEntry[]): WeightSize {
  const sizes = weights.map((weight) => sizeOfWeight(weight)!);
  return { bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0), exact: sizes.every(({ exact }) => exact) };
}

/** Where weights end in their data, which may have strings among them, or where they would go past its end. */
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
