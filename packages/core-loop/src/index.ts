export { type ArrayDataOptions, arrayData } from './array-data.js';
export { type Awaitable, isPromise } from './awaitable.js';
export { Breath } from './breath.js';
export { asHostTensor } from './check-batch.js';
export { whatIs } from './check-given.js';
export type { Difference } from './check-setup.js';
export { checksum } from './checksum.js';
export { withCleanTape } from './clean-tape.js';
export { type CompositeHandler, composite, withComposites } from './composite.js';
export type { ParentContainer } from './container.js';
export type { Batch, DataSource, EpochOrder, HostBatch } from './data.js';
export { eagerEngine } from './eager-engine.js';
export type { RandomKey, Runnable, StepEngine, StepProgram } from './engine.js';
export { type ErrorCode, TrainError, type TrainErrorOptions } from './errors.js';
export { type EventMap, TrainEmitter, type TrainEvents } from './events.js';
export { LIFECYCLE } from './explain.js';
export type { Json } from './fingerprint.js';
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
} from './hooks.js';
export { type NumberArray, toNumbers } from './host-numbers.js';
export { type AllNames, knownOptions } from './known-options.js';
export {
  type LayerLike,
  type LayerWeight,
  layersWithin,
  type NamedWeight,
  nameWeights,
  variableOf,
  type WeightConstraint,
} from './layer-weights.js';
export { fromLayersModel, type LayersModelLike, type LayersModelOptions } from './layers-model.js';
export { mendTensorFlow } from './mend/index.js';
export type { ForwardContext, InputType, StepRandom, TrainableModel } from './model.js';
export { didYouMean, nearest } from './nearest.js';
export { plainText } from './plain-text.js';
export type { Plugin, PluginState } from './plugin.js';
export { fillDropoutMask, fillNormal, fillUniform, permutation } from './random.js';
export { RecentReports } from './recent-reports.js';
export { requireOption } from './require-option.js';
export type {
  EpochRecord,
  Evaluated,
  Metrics,
  Progress,
  Reported,
  RestoreOptions,
  Run,
  Snapshot,
  SnapshotState,
  StopReason,
} from './run.js';
export { Scalars } from './scalars.js';
export type { Setup } from './setup.js';
export { type SgdOptions, sgd } from './sgd.js';
export type { Losses, LossFunction, Optimizer, Reduction, StepContext } from './step-context.js';
export { hostRandom } from './step-random.js';
export { stopGradient } from './stop-gradient.js';
export type { Timing, Timings } from './stopwatch.js';
export {
  dtypeOf,
  type HostInput,
  type HostInputs,
  type HostTensor,
  type HostTensors,
  type NamedTensors,
  type NamedVariables,
} from './tensors.js';
export {
  type Bind,
  EngineToken,
  type Evaluator,
  EvaluatorToken,
  type Get,
  Loss,
  type Monitor,
  MonitorToken,
  monitorOf,
  OptimizerToken,
  providersOf,
  type Saver,
  SaverToken,
  type Token,
  TrainData,
  token,
} from './tokens.js';
export { createTrainer, type FitResult, type Trainer } from './trainer.js';
export type { MetricsFunction, TrainerOptions } from './trainer-options.js';
export type { PluginEntry } from './validate-plugins.js';
