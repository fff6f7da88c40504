import { knownOptions, requireOption } from '@amnl/core-loop';
import type { ExportableModel } from '../trace/given-model.js';
import type { ExportedModel, ExportOnnxOptions } from './exported-model.js';

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
