import type { PbfWriter } from 'pbf';
import { writeText } from './write-text.js';

/** A number under a tag; TensorBoard groups tags by the part before the first slash. */
interface ScalarValue {
  readonly tag: string;
  readonly scalar: number;
}

/** A tensor under a tag, for a TensorBoard plugin. */
export interface TensorValue {
  readonly tag: string;
  readonly plugin: string;
  /** Extra data for that plugin. */
  readonly content: Uint8Array;
  readonly tensor: { readonly dtype: 'float' | 'double'; readonly shape: readonly number[]; readonly data: number[] };
}

/** One value of a summary. */
export type SummaryValue = ScalarValue | TensorValue;

/** DataType.DT_FLOAT, DT_DOUBLE. */
const DTYPES = { float: 1, double: 2 } as const;
/** DataClass.DATA_CLASS_TENSOR. */
const TENSOR_CLASS = 2;

/**
 * Writes a `tensorflow.Summary`. Scalars are `simple_value`s, which every reader of event files knows, old ones too: 32-bit
 * floats, with NaN and infinity as they are.
 * @see https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/summary.proto
 */
export function writeSummary(values: readonly SummaryValue[], out: PbfWriter): void {
  for (const value of values) out.writeMessage(1, writeValue, value);
}

function writeValue(value: SummaryValue, out: PbfWriter): void {
  writeText(out, 1, value.tag);
  if ('scalar' in value) {
    out.writeFloatField(2, value.scalar);
    return;
  }
  out.writeMessage(8, writeTensor, value.tensor);
  out.writeMessage(9, writeMetadata, value);
}

function writeMetadata({ plugin, content }: TensorValue, out: PbfWriter): void {
  out.writeMessage(
    1,
    (_, data) => {
      writeText(data, 1, plugin);
      data.writeBytesField(2, content);
    },
    undefined,
  );
  out.writeVarintField(4, TENSOR_CLASS);
}

function writeTensor({ dtype, shape, data }: TensorValue['tensor'], out: PbfWriter): void {
  out.writeVarintField(1, DTYPES[dtype]);
  out.writeMessage(2, writeShape, shape);
  if (dtype === 'float') out.writePackedFloat(5, data);
  else out.writePackedDouble(6, data);
}

function writeShape(shape: readonly number[], out: PbfWriter): void {
  for (const size of shape) out.writeMessage(2, (n, dim) => dim.writeVarintField(1, n), size);
}
