import {
  createTrainer,
  knownOptions,
  type StepEngine,
  type TrainableModel,
  type Trainer,
  type TrainerOptions,
} from '@amnl/core-loop';
import {
  checkData,
  type Fleet,
  type FleetData,
  type FleetRules,
  holdOut,
  holdOutAgain,
  makeWindows,
  type PreparedData,
  type PrepareOptions,
  prepareFleet,
  type Scaler,
  type WindowSource,
  windowSource,
  withAges,
} from '@amnl/data-fleet';
import { rulMetrics } from '@amnl/metrics-rul';
import { completeConfig } from '../config/complete-config.js';
import type { AskedConfig, Config } from '../config/config.js';
import { requireMemory } from './least-memory.js';
import { type NetworkFactory, parameterCount } from './network.js';
import { networkOf } from './network-of.js';
import { type OwnPlugins, pluginList } from './plugin-list.js';

/** Options of {@link createRulPipeline}. */
export interface PipelineOptions extends OwnPlugins {
  /** E.g. from `presetConfig('quick', { epochs: 3 })`; where the data are is ignored, what it leaves out the fleet says. */
  readonly config: AskedConfig;
  /** Units to train on and to test with. */
  readonly fleet: FleetData;
  /**
   * The network: a function that makes one, which the pipeline then frees, or one that was made, which stays yours. Default: the
   * dual-task network of the configuration.
   */
  readonly model?: TrainableModel | NetworkFactory;
  /** Lines for `trainer.explain()`: whose code is used. */
  readonly notes?: readonly string[];
  /** Default: the eager engine on the current TensorFlow.js backend. */
  readonly engine?: StepEngine;
}

/** The AMNL pipeline, put together and ready for `trainer.fit()`. */
export interface RulPipeline {
  readonly config: Config;
  readonly sources: PreparedData;
  readonly model: TrainableModel;
  /** Number of the network's trainable parameters. */
  readonly parameterCount: number;
  readonly trainer: Trainer;
  /** Frees the trainer's state and the weights of a network that the pipeline made. */
  dispose(): void;
}

/**
 * The AMNL training loop as one list of plugins. After `fit` the model holds the best evaluated weights.
 * @throws CL_OPTION_UNKNOWN, CLI_OUT_OF_MEMORY if training cannot fit into the memory of the machine, CLI_MODEL_INVALID for a network without the outputs `rul` and `health`
 */
export function createRulPipeline(options: PipelineOptions): RulPipeline {
  knownOptions('createRulPipeline', options, [
    'config',
    'fleet',
    'model',
    'loss',
    'schedule',
    'plugins',
    'watchers',
    'notes',
    'engine',
  ]);
  const { fleet } = options;
  checkData(fleet);
  const config = completeConfig(options.config, fleet);
  const sources = prepareData(config, config.age ? withAges(fleet) : fleet);
  if (options.model === undefined) requireMemory(config, sources.sizes.trainWindows);
  const { model, free } = networkOf(config, sources.scaler.inputs, fleet.rules.labels, options.model);
  try {
    const trainer = createTrainer(trainerOptions(sources, model, { ...options, config }));
    return {
      config,
      sources,
      model,
      parameterCount: parameterCount(model),
      trainer,
      dispose() {
        trainer.dispose();
        free();
      },
    };
  } catch (error) {
    free();
    throw error;
  }
}

/** What the pipeline's trainer is made of. */
export function trainerOptions(
  sources: PreparedData,
  model: TrainableModel,
  {
    config,
    engine,
    notes,
    ...own
  }: Pick<PipelineOptions, 'engine' | 'notes' | keyof OwnPlugins> & { readonly config: Config },
): TrainerOptions {
  return {
    model,
    data: sources.train,
    evaluation: sources.selection,
    ...(config.testEveryEpoch && { alsoEvaluate: { test: sources.testLast } }),
    metrics: rulMetrics({ cap: config.rulCap }),
    epochs: config.epochs,
    seed: config.seed,
    accumulate: config.accumulate,
    ...(engine && { engine }),
    ...(notes && { notes }),
    ...(typeof own.loss === 'function' && { loss: own.loss }),
    plugins: pluginList(config, own),
  };
}

/** The data of a configuration, as the trainer takes them: the settings have the names of the options. */
export function prepareData(config: Config, data: FleetData): PreparedData {
  return prepareFleet(data, prepareOptions(config));
}

function prepareOptions(config: Config): PrepareOptions {
  const {
    selection,
    holdoutFraction,
    seed: own,
    splitSeed: seed = own,
    batchSize,
    evaluationBatchSize,
    stride,
    rulCap,
  } = config;
  const { fold, folds: of, holdoutCuts, settingInputs } = config;
  return {
    selection,
    holdoutFraction,
    ...(fold !== undefined && of !== undefined && { fold: { index: fold - 1, of } }),
    seed,
    batchSize,
    evaluationBatchSize,
    ...windowShape(config),
    stride,
    holdoutCuts,
    settingInputs,
    rulCap,
    selectionWindows: config.evaluateAllEveryEpoch ? 'all' : 'last',
  };
}

/** How windows are cut: their rows, and where the first one of a unit ends. */
export function windowShape({ window, pad, minHistory }: Config) {
  return { window, pad, minHistory: pad ? Math.min(window, minHistory) : window };
}

/** Inputs that the data have and the network is not shown, as they are constant in the units trained on; not settings that are to be none. */
export function unseenInputs(
  { train, rules }: FleetData,
  { scaler }: PreparedData,
  { settingInputs }: Pick<Config, 'settingInputs'>,
): readonly string[] {
  const none = settingInputs ? [] : train.settings;
  return (rules.scaling?.inputs ?? []).filter((name) => !scaler.inputs.includes(name) && !none.includes(name));
}

/** The training units that a run holds out, with `selection: 'holdout'`. @throws DF_TOO_FEW_UNITS */
export function heldOutUnits(config: Config, data: FleetData): Fleet {
  return holdOut(data, prepareOptions(config)).holdout;
}

/** All windows of units, as the evaluation of a run takes them. */
export function evaluationSource(units: Fleet, scaler: Scaler, config: Config, { labels }: FleetRules): WindowSource {
  const { rulCap, evaluationBatchSize: batchSize } = config;
  return windowSource(makeWindows(units, scaler, windowShape(config)), { batchSize, labels: { ...labels, rulCap } });
}

/** Training units that a run held out, from data that may have changed since. @param units their indices, ascending */
export function heldOutBefore(config: Config, data: FleetData, units: readonly number[]): Fleet {
  return holdOutAgain(data, prepareOptions(config), units);
}
