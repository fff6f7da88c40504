import { Loss, type LossFunction, OptimizerToken, type Plugin, type PluginEntry, type Token } from '@amnl/core-loop';
import { earlyStop } from '@amnl/early-stop';
import { ema } from '@amnl/ema';
import { gradClip } from '@amnl/grad-clip';
import { lossScale } from '@amnl/loss-scale';
import { nonFinite } from '@amnl/non-finite';
import { adamW, weightDecaySteps } from '@amnl/optim-adamw';
import { plateau } from '@amnl/sched-plateau';
import { warmup, warmupCosine } from '@amnl/sched-warmup-cosine';
import type { Config } from '../config/config.js';
import { cliError } from '../terminal/errors.js';
import { lossPlugin } from './loss-plugin.js';
import { MONITOR } from './monitor.js';

/** What takes the place of a part of the pipeline, or is added to it. */
export interface OwnPlugins {
  /** A plugin that binds `Loss`, or a loss function. Default: as `config.loss` says. */
  readonly loss?: Plugin | LossFunction;
  /** What changes the learning rate, instead of warm-up and cosine or plateau; `false`: nothing does. Default: as `config.scheduler` says. */
  readonly schedule?: PluginEntry;
  /** Plugins before those of the pipeline: `progress()`, which then hears what the others say when the run starts. */
  readonly watchers?: readonly PluginEntry[];
  /**
   * Plugins after those of the pipeline: `checkpoint()`, writers, your own. One that binds `Loss` or `OptimizerToken` is used
   * instead of the pipeline's.
   */
  readonly plugins?: readonly PluginEntry[];
}

/** The plugins of a configuration, in their order. */
export function pluginList(config: Config, own: OwnPlugins): readonly PluginEntry[] {
  const { watchers = [], plugins = [], schedule = scheduleOf(config) } = own;
  const { metric: monitor, mode } = MONITOR;
  const { learningRate, weightDecay } = config;
  return [
    ...watchers,
    lossEntry(config, own),
    !bindsOne(plugins, OptimizerToken) && [adamW({ learningRate, weightDecay }), weightDecaySteps()],
    schedule,
    config.mixedPrecision && lossScale(),
    nonFinite({ policy: config.nonFinite, detectAnomaly: config.detectAnomaly }),
    gradClip({ norm: config.clipNorm }),
    ema({ decay: config.emaDecay }),
    earlyStop({ monitor, mode, patience: config.earlyStopPatience }),
    ...plugins,
  ];
}

function lossEntry(config: Config, { loss, plugins = [] }: OwnPlugins): PluginEntry {
  const own = loss !== undefined || bindsOne(plugins, Loss);
  if (own && config.loss !== 'amnl') {
    throw cliError(
      'CLI_CONFIG_INVALID',
      `setting 'loss' is "${config.loss}", and there is a loss of your own, which takes its place. Give only one of the two`,
    );
  }
  if (typeof loss === 'function') return false; // an option of the trainer
  return loss ?? (!own && lossPlugin(config));
}

function scheduleOf(config: Config): PluginEntry {
  const { metric: monitor, mode } = MONITOR;
  const { warmupEpochs, minLearningRate: min, plateauPatience: patience, plateauFactor: factor } = config;
  if (config.scheduler === 'cosine') return warmupCosine({ warmup: { epochs: warmupEpochs }, min });
  return [
    warmup({ epochs: warmupEpochs }),
    plateau({ monitor, mode, startEpoch: warmupEpochs, patience, factor, min }),
  ];
}

/** Whether one of the plugins binds `wanted`. What they bind is asked for, and thrown away: values are made on first use. */
export function bindsOne(entries: readonly PluginEntry[], wanted: Token<unknown>): boolean {
  return entries.some((entry) => {
    if (Array.isArray(entry)) return bindsOne(entry as readonly PluginEntry[], wanted);
    let found = false;
    const asked = (entry || undefined) as Plugin | undefined;
    asked?.provide?.((token) => {
      found ||= token === wanted;
    });
    return found;
  });
}
