export { type Compiled, type CompiledInput, type CompiledResult, type CompileOptions, compile } from './compile.js';
export { ENGINE_ERROR_CODES } from './errors/errors.js';
export type { ExportCheck } from './export/check-export.js';
export { exportOnnx } from './export/export-onnx.js';
export type { ExportedModel, ExportOnnxOptions } from './export/exported-model.js';
export type { ExportInput } from './export/model-types.js';
export { type SaveOnnxOptions, saveOnnx } from './export/save-onnx.js';
export type { Attributes, ConstantData, ElementType } from './graph/graph.js';
export {
  type Model,
  type ModelNode,
  type ModelOperand,
  type ModelValue,
  type StoredType,
  writeModel,
} from './graph/onnx-writer.js';
export { type OnnxEngine, type OnnxEngineOptions, onnxEngine } from './onnx-engine.js';
export { loadRuntime, type RuntimeOptions } from './runtime/runtime.js';
export type { ExportableModel } from './trace/given-model.js';
