export { type OpenServedFlags, openServed, type ServedOptions } from './commands/serve/served-run.js';
export { type BackendChoice, type ChosenBackend, useBackend } from './compute/backend.js';
export { type ChosenEngine, defaultThreads, type EngineChoice, makeEngine } from './compute/engine.js';
export type { NativeLibrary } from './compute/native/library.js';
export { completeConfig } from './config/complete-config.js';
export { type AskedConfig, CONFIG_KEYS, type Config, configSchema } from './config/config.js';
export { BACKENDS, DEFAULT_PRESET, ENGINES, PRESET_NAMES } from './config/config-values.js';
export { PRESETS, type Preset } from './config/presets.js';
export { type ConfigSource, presetConfig, resolveConfig } from './config/resolve-config.js';
export { type OnnxFacts, type OnnxModels, onnxModels } from './export/onnx-model.js';
export { main } from './main.js';
export { DATASETS } from './nasa/datasets.js';
export {
  type DataContext,
  type DataFunction,
  defineRun,
  type FleetFacts,
  type GivenData,
  type GivenFleet,
  type PluginSource,
  type RunContext,
  type RunDefinition,
} from './own-code/run-definition.js';
export {
  type Evaluation,
  type EvaluationOptions,
  type EvaluationReport,
  evaluateFully,
} from './pipeline/evaluation.js';
export { type Explained, type Explainer, explainer } from './pipeline/explain/explainer.js';
export type { IntegratedGradientsOptions } from './pipeline/explain/integrated-gradients.js';
export {
  byChannel,
  byRow,
  type ChannelReason,
  halfOfIt,
  type Reason,
  type Stretch,
} from './pipeline/explain/reason.js';
export type { Calibrated, IntervalReport } from './pipeline/judge-intervals.js';
export { createModel, type NetworkFactory, type NetworkFacts } from './pipeline/network.js';
export { createRulPipeline, type PipelineOptions, type RulPipeline } from './pipeline/pipeline.js';
export type { OwnPlugins } from './pipeline/plugin-list.js';
export type { FleetPrognostics, Prognostics } from './pipeline/prognostics.js';
export { readRun } from './report/read-run.js';
export { type HistoryFacts, historyLine, historyWriter } from './run-folder/history-plugin.js';
export { type MetricsParts, type TrainingMetrics, trainingMetrics } from './run-folder/metrics-file.js';
export { type OpenFlags, type OpenRun, openRun } from './run-folder/open-run.js';
export { RUN_FILES } from './run-folder/run-folder.js';
export { type HistoryLine, parseHistory } from './schemas/history.js';
export { jsonSchemas } from './schemas/json-schemas.js';
export { parseMetrics, type RunMetrics } from './schemas/metrics.js';
export { parseReasons, type RunReasons } from './schemas/reasons.js';
export { parseSteps, type StepLine } from './schemas/steps.js';
export { parseTimings, type RunTimings } from './schemas/timings.js';
export { type CliErrorCode, ERROR_CODES } from './terminal/errors.js';
