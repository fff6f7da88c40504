import { knownOptions, requireOption } from '@amnl/core-loop';
import type { ModelValue } from '../graph/onnx-writer.js';
import type { ExportableModel } from '../trace/given-model.js';
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
  /** Texts for whoever opens the file (`metadata_props`). @default none */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Whether the file is run in ONNX Runtime and compared with the model before it is handed back. @default true */
  readonly check?: boolean;
  /** The largest difference that passes, as a part of an output's largest number (of 1, where all are smaller). @default 1e-5 */
  readonly tolerance?: number;
}

/** An ONNX file and what is in it. */
export interface ExportedModel {
  readonly bytes: Uint8Array;
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

/**
 * A model as an ONNX file that predicts what the model predicts: in inference mode, for batches of any size from 1 on, with the
 * weights it has now. Layers that ONNX has (recurrent ones, convolutions, dense ones, layer norm) are one operator each; batch norm is
 * part of the weights before it. Everything else is what the forward pass does, recorded.
 *
 * @example
 * const { bytes } = await exportOnnx(model, { inputs: ['window'], outputs: ['rul'], metadata: { trained: '2026-08-01' } });
 * await writeFile('model.onnx', bytes);
 * @throws EO_EXPORT_INPUT, EO_EXPORT_UNSUPPORTED, EO_EXPORT_BATCH, EO_EXPORT_STATE, EO_EXPORT_DIFFERS, EO_RUNTIME_MISSING (not with
 *   `check: false`), EO_VALUE_READ, EO_TENSOR_ESCAPED
 */
export async function exportOnnx(model: ExportableModel, options: ExportOnnxOptions = {}): Promise<ExportedModel> {
  knownOptions('exportOnnx', options, ['inputs', 'outputs', 'metadata', 'check', 'tolerance']);
  const { inputs = {}, outputs = [], metadata = {}, tolerance = 1e-5 } = options;
  const isRecord = typeof inputs === 'object' && inputs !== null;
  requireOption('exportOnnx', isRecord, 'inputs', 'types by name, or a list of names', inputs);
  requireOption('exportOnnx', Array.isArray(outputs), 'outputs', 'a list of names', outputs);
  requireOption('exportOnnx', tolerance >= 0, 'tolerance', 'a number of at least 0', tolerance);
  for (const [name, text] of Object.entries(metadata)) {
    requireOption('exportOnnx', typeof text === 'string', `metadata.${name}`, 'a text', text);
  }
  // Loaded here: most programs that import this package's functions do not export anything.
  const { makeExport } = await import('./make-export.js');
  return makeExport(model, options);
}
