import type { Model, ModelValue } from '../graph/onnx-writer.js';
import type { ExportCheck } from './check-export.js';
import type { ExportInput } from './model-types.js';

/** Options of {@link exportOnnx}. */
export interface ExportOnnxOptions {
  /**
   * Types of the inputs, by name, `null` being the batch: `{ x: { shape: [null, 30, 17], dtype: 'float32' } }`. For a model of
   * `tf.layers` in the order of its inputs, under names of your choice, or the names alone.
   * @default what the model says of itself; the names `x`, or `x0`, `x1`, … for a model of `tf.layers`
   */
  readonly inputs?: Readonly<Record<string, ExportInput>> | readonly string[];
  /**
   * For a model of `tf.layers` the names of its outputs, in their order; for another one which of its outputs are exported.
   * @default all of them; the names `y`, or `y0`, `y1`, … for a model of `tf.layers`
   */
  readonly outputs?: readonly string[];
  /** Metadata texts of the file (`metadata_props`). @default none */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Whether the file is run in ONNX Runtime and compared with the model before it is handed back. @default true */
  readonly check?: boolean;
  /** The largest difference that passes, as a part of an output's largest number (of 1, where all are smaller). @default 1e-5 */
  readonly tolerance?: number;
}

/** An ONNX file and what is in it. */
export interface ExportedModel {
  readonly bytes: Uint8Array;
  /** What is in the file, metadata aside: to be written by `writeModel` with nodes of one's own before it or behind it. */
  readonly graph: Omit<Model, 'metadata'>;
  /** Names, types and shapes; `'batch'` is a size that is free. */
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
  /** How often each operator of ONNX occurs. */
  readonly operators: Readonly<Record<string, number>>;
  /** The operator set. */
  readonly opset: number;
  /** What the comparison found; undefined with `check: false`. */
  readonly check: ExportCheck | undefined;
}
