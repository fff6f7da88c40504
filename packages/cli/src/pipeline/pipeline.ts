import { amnlLoss } from '@amnl/amnl-loss';
import {
  createTrainer,
  knownOptions,
  type PluginEntry,
  type StepEngine,
  type Trainer,
  type TrainerOptions,
} from '@amnl/core-loop';
import { type FleetData, type PreparedData, prepareFleet } from '@amnl/data-fleet';
import { earlyStop } from '@amnl/early-stop';
import { ema } from '@amnl/ema';
import { gradClip } from '@amnl/grad-clip';
import { lossScale } from '@amnl/loss-scale';
import { rulMetrics } from '@amnl/metrics-rul';
import { createRulModel, type RulModel } from '@amnl/model-rul';
import { nonFinite } from '@amnl/non-finite';
import { adamW, weightDecaySteps } from '@amnl/optim-adamw';
import { plateau } from '@amnl/sched-plateau';
import { warmup, warmupCosine } from '@amnl/sched-warmup-cosine';
import type { Config } from '../config/config.js';
import { requireMemory } from './least-memory.js';
import { MONITOR } from './monitor.js';

/** Options of {@link createRulPipeline}. */
export interface PipelineOptions {
  /** Plugins before those of the pipeline: `progress()`, which then hears what the others say when the run starts. */
  readonly watchers?: readonly PluginEntry[];
  /** Plugins after those of the pipeline: `checkpoint()`, writers, your own. */
  readonly plugins?: readonly PluginEntry[];
  /** Default: the eager engine on the current TensorFlow.js backend. */
  readonly engine?: StepEngine;
}

/** The AMNL pipeline, put together and ready for `trainer.fit()`. */
export interface RulPipeline {
  readonly config: Config;
  readonly sources: PreparedData;
  readonly model: RulModel;
  readonly trainer: Trainer;
  /** Frees the trainer's state and the model's weights. */
  dispose(): void;
}

/**
 * The AMNL training loop as one list of plugins. After `fit` the model holds the best evaluated weights.
 * @param config a complete configuration, e.g. from `presetConfig('quick', { epochs: 3 })`; where the data are is ignored
 * @param data units to train on and to test with
 * @throws CLI_OUT_OF_MEMORY if training cannot fit into the memory of the machine
 */
export function createRulPipeline(config: Config, data: FleetData, options: PipelineOptions = {}): RulPipeline {
  knownOptions('createRulPipeline', options, ['watchers', 'plugins', 'engine']);
  const sources = prepareData(config, data);
  requireMemory(config, sources.sizes.trainWindows);
  const model = createModel(config, sources.scaler.inputs.length);
  const trainer = createTrainer(trainerOptions(config, sources, model, options));
  return {
    config,
    sources,
    model,
    trainer,
    dispose() {
      trainer.dispose();
      model.dispose();
    },
  };
}

/** What the pipeline's trainer is made of. */
export function trainerOptions(
  config: Config,
  sources: PreparedData,
  model: RulModel,
  options: PipelineOptions,
): TrainerOptions {
  const { metric: monitor, mode } = MONITOR;
  const { warmupEpochs, minLearningRate: min, learningRate, weightDecay } = config;
  return {
    model,
    data: sources.train,
    evaluation: sources.selection,
    metrics: rulMetrics({ cap: config.rulCap }),
    epochs: config.epochs,
    seed: config.seed,
    accumulate: config.accumulate,
    ...(options.engine && { engine: options.engine }),
    plugins: [
      ...(options.watchers ?? []),
      amnlLoss({ cap: config.rulCap }),
      adamW({ learningRate, weightDecay }),
      weightDecaySteps(),
      config.scheduler === 'cosine' && warmupCosine({ warmup: { epochs: warmupEpochs }, min }),
      config.scheduler === 'plateau' && [
        warmup({ epochs: warmupEpochs }),
        plateau({
          monitor,
          mode,
          startEpoch: warmupEpochs,
          patience: config.plateauPatience,
          factor: config.plateauFactor,
          min,
        }),
      ],
      config.mixedPrecision && lossScale(),
      nonFinite({ policy: config.nonFinite, detectAnomaly: config.detectAnomaly }),
      gradClip({ norm: config.clipNorm }),
      ema({ decay: config.emaDecay }),
      earlyStop({ monitor, mode, patience: config.earlyStopPatience }),
      ...(options.plugins ?? []),
    ],
  };
}

/** The data of a configuration, as the trainer takes them: the settings have the names of the options. */
export function prepareData(config: Config, data: FleetData): PreparedData {
  const { selection, holdoutFraction, seed, batchSize, evaluationBatchSize, window, stride, pad, rulCap } = config;
  return prepareFleet(data, {
    selection,
    holdoutFraction,
    seed,
    batchSize,
    evaluationBatchSize,
    window,
    stride,
    pad,
    rulCap,
    selectionWindows: config.evaluateAllEveryEpoch ? 'all' : 'last',
  });
}

/**
 * The dual-task network of a configuration, with fresh weights.
 * @param features inputs per row: the scaler's
 */
export function createModel(config: Config, features: number): RulModel {
  const { hidden, channels, heads, funnel, dropout, convDropout, attentionDropout, window, rulCap, seed } = config;
  return createRulModel({
    hidden,
    channels,
    heads,
    funnel,
    dropout,
    convDropout,
    attentionDropout,
    window,
    seed,
    features,
    rulScale: rulCap,
  });
}
