export type { ParentContainer } from './compose/container.js';
export { LIFECYCLE } from './compose/explain.js';
export { createTrainer } from './compose/trainer.js';
export type { TrainerOptions } from './compose/trainer-options.js';
export type { PluginEntry } from './compose/validate-plugins.js';
export { type Awaitable, isPromise } from './contract/awaitable.js';
export { asHostTensor } from './contract/check-batch.js';
export type { Batch, DataSource, EpochOrder, HostBatch, MetricsFunction } from './contract/data.js';
export type { RandomKey, Runnable, StepEngine, StepProgram } from './contract/engine.js';
export { type EventMap, TrainEmitter, type TrainEvents } from './contract/events.js';
export {
  AROUND_HOOKS,
  type AroundHooks,
  HOOK_NAMES,
  type HookName,
  type Hooks,
  SERIES_HOOKS,
  type SeriesHooks,
  STEP_HOOKS,
  type StepHooks,
} from './contract/hooks.js';
export type { LayerLike, LayerWeight, WeightConstraint } from './contract/layers.js';
export { metricOf, needEvaluationFor, needReported, unknownMetrics } from './contract/metric-of.js';
export type { ForwardContext, InputType, StepRandom, TrainableModel } from './contract/model.js';
export type { Plugin, PluginState } from './contract/plugin.js';
export type {
  EpochRecord,
  Evaluated,
  Json,
  Metrics,
  Progress,
  Reported,
  Setup,
  Snapshot,
  SnapshotState,
  StopReason,
  Timing,
  Timings,
} from './contract/records.js';
export type { RestoreOptions, Run } from './contract/run.js';
export { Scalars } from './contract/scalars.js';
export type {
  Losses,
  LossFunction,
  Optimizer,
  Reduction,
  StepContext,
  TaskCombiner,
  TaskGradient,
} from './contract/step-context.js';
export {
  dtypeOf,
  type HostInput,
  type HostInputs,
  type HostTensor,
  type HostTensors,
  type NamedTensors,
  type NamedVariables,
  sameShape,
} from './contract/tensors.js';
export { type Bind, type Get, providersOf, type Token, token } from './contract/token.js';
export {
  EngineToken,
  type Evaluator,
  EvaluatorToken,
  Loss,
  type Monitor,
  MonitorToken,
  monitorOf,
  OptimizerToken,
  type Saver,
  SaverToken,
  TaskGradients,
  TrainData,
} from './contract/tokens.js';
export type { FitResult, PredictOptions, Trainer } from './contract/trainer.js';
export { withCleanTape } from './engines/clean-tape.js';
export { eagerEngine } from './engines/eager-engine.js';
export { hostRandom } from './engines/step-random.js';
export { type ErrorCode, TrainError, type TrainErrorOptions } from './errors/errors.js';
export { type AllNames, knownOptions } from './errors/known-options.js';
export { didYouMean, nearest } from './errors/nearest.js';
export { numberOf } from './errors/number-of.js';
export { plainText } from './errors/plain-text.js';
export { requireOption } from './errors/require-option.js';
export { whatIs } from './errors/what-is.js';
export { Breath } from './loop/yield-to-event-loop.js';
export { bestBy, isBetter, type Mode } from './numbers/better.js';
export { checksum } from './numbers/checksum.js';
export { type NumberArray, toNumbers } from './numbers/host-numbers.js';
export { fillDropoutMask, fillNormal, fillUniform, permutation } from './numbers/random.js';
export { type ArrayDataOptions, arrayData } from './ready-made/array-data.js';
export { type CompositeHandler, composite, withComposites } from './ready-made/composite.js';
export { layersWithin, type NamedWeight, nameWeights, variableOf } from './ready-made/layer-weights.js';
export { fromLayersModel, type LayersModelLike, type LayersModelOptions } from './ready-made/layers-model.js';
export { type SgdOptions, sgd } from './ready-made/sgd.js';
export { stopGradient } from './ready-made/stop-gradient.js';
export type { Difference } from './state/check-setup.js';
export { RecentReports } from './state/recent-reports.js';
export { mendTensorFlow } from './tfjs-fixes/index.js';
