export { type Compiled, type CompiledInput, type CompiledResult, type CompileOptions, compile } from './compile.js';
export { ENGINE_ERROR_CODES } from './errors.js';
export type { ExportCheck } from './export/check-export.js';
export type { ExportableModel, ExportInput } from './export/model-types.js';
export { type ExportedModel, type ExportOnnxOptions, exportOnnx } from './export-onnx.js';
export type { Attributes, ConstantData, ElementType } from './graph.js';
export { type OnnxEngine, type OnnxEngineOptions, onnxEngine } from './onnx-engine.js';
export { type Model, type ModelNode, type ModelOperand, type ModelValue, writeModel } from './onnx-writer.js';
export { loadRuntime, type RuntimeOptions } from './runtime.js';
