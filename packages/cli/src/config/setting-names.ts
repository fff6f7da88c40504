import { nearest } from '@amnl/core-loop/nearest';

/**
 * The settings by name, for messages about flags: their schema takes longer to load than such a message may. A test holds the two
 * together.
 */
export const SETTING_NAMES = [
  'dataset',
  'preset',
  'dataDir',
  'simulate',
  'seed',
  'epochs',
  'batchSize',
  'accumulate',
  'evaluationBatchSize',
  'window',
  'stride',
  'pad',
  'rulCap',
  'selection',
  'holdoutFraction',
  'evaluateAllEveryEpoch',
  'channels',
  'hidden',
  'heads',
  'funnel',
  'dropout',
  'convDropout',
  'attentionDropout',
  'learningRate',
  'weightDecay',
  'warmupEpochs',
  'scheduler',
  'plateauPatience',
  'plateauFactor',
  'minLearningRate',
  'earlyStopPatience',
  'clipNorm',
  'emaDecay',
  'mixedPrecision',
  'nonFinite',
  'detectAnomaly',
  'checkpointSteps',
  'checkpointMinutes',
  'engine',
  'backend',
  'threads',
] as const;

/** What others call them. */
const ALIASES: Readonly<Record<string, (typeof SETTING_NAMES)[number]>> = {
  lr: 'learningRate',
  rate: 'learningRate',
  minLr: 'minLearningRate',
  wd: 'weightDecay',
  decay: 'weightDecay',
  batch: 'batchSize',
  bs: 'batchSize',
  warmup: 'warmupEpochs',
  patience: 'earlyStopPatience',
  clip: 'clipNorm',
  ema: 'emaDecay',
  accumulation: 'accumulate',
  gradientAccumulation: 'accumulate',
  amp: 'mixedPrecision',
  simulated: 'simulate',
};

/** The setting that an unknown flag such as `--learning-rate` or `--lr` means; `exact` where it is one's name or has no other sense. */
export function nearestSetting(flag: string): { readonly name: string; readonly exact: boolean } | undefined {
  const [text = ''] = flag.replace(/^-+/, '').split('=');
  const key = text.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase());
  const known = SETTING_NAMES.find((name) => name.toLowerCase() === key.toLowerCase());
  const meant = known ?? (Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined);
  if (meant !== undefined) return { name: meant, exact: true };
  const name = key.length > 64 ? undefined : nearest(key, SETTING_NAMES);
  return name === undefined ? undefined : { name, exact: false };
}
