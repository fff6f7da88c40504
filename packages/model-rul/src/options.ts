import { knownOptions, requireOption } from '@amnl/core-loop';

/** What comes before the funnel and the heads. */
export const NETWORKS = ['amnl', 'conv-lstm', 'lstm', 'cnn'] as const;

/** One of {@link NETWORKS}. */
export type NetworkName = (typeof NETWORKS)[number];

/** Options of `createRulModel`. */
export interface RulModelOptions {
  /**
   * `'amnl'`: convolutions, a bidirectional LSTM and attention. `'conv-lstm'`: the same without attention. Two plain rivals to hold them
   * against, with the same funnel and heads: `'lstm'`, a single layer of `hidden` units of which the last state counts, and `'cnn'`, the convolution blocks alone. @default 'amnl'
   */
  readonly network?: NetworkName;
  /** LSTM units per direction. `heads` must divide twice this. @default 256 */
  readonly hidden?: number;
  /** Input features per time step: the inputs of the data's scaler. @default 17, those of the paper */
  readonly features?: number;
  /** Time steps of a window; every batch must have as many. @default 30 */
  readonly window?: number;
  /** Filters of the convolution blocks, one block each. @default [64, 128, 64] */
  readonly channels?: readonly number[];
  /** Time steps averaged into one after the convolution blocks; must divide `window`. @default 1, none, as the paper */
  readonly pool?: number;
  /** Attention heads. @default 8 */
  readonly heads?: number;
  /** Dropout between the LSTM layers and in the funnel. @default 0.3 */
  readonly dropout?: number;
  /** Dropout after each convolution block. @default 0.15 */
  readonly convDropout?: number;
  /** Dropout of the attention's output, before the residual. @default 0.1 */
  readonly attentionDropout?: number;
  /** Units of the funnel's layers. @default [256, 64, 32] */
  readonly funnel?: readonly number[];
  /** RUL = `rulScale` · softplus(output), in the unit of time of the targets: give their cap. @default 125, the cap of the paper */
  readonly rulScale?: number;
  /** Seed of the initial weights. @default 42 */
  readonly seed?: number;
}

/** The defaults: the paper preset of `training-loop.md`. */
export const RUL_MODEL_DEFAULTS: Required<RulModelOptions> = {
  network: 'amnl',
  hidden: 256,
  features: 17,
  window: 30,
  channels: [64, 128, 64],
  pool: 1,
  heads: 8,
  dropout: 0.3,
  convDropout: 0.15,
  attentionDropout: 0.1,
  funnel: [256, 64, 32],
  rulScale: 125,
  seed: 42,
};

const NAMES = [
  'network',
  'hidden',
  'features',
  'window',
  'channels',
  'pool',
  'heads',
  'dropout',
  'convDropout',
  'attentionDropout',
  'funnel',
  'rulScale',
  'seed',
] as const;

/** Defaults filled in and every value checked. Throws `CL_OPTION_INVALID`. */
export function resolveOptions(options: RulModelOptions): Required<RulModelOptions> {
  knownOptions('createRulModel', options, NAMES);
  const all = { ...RUL_MODEL_DEFAULTS, ...options };
  const sizes = (list: readonly number[]): boolean => list.length > 0 && list.every(isSize);
  const named = NETWORKS.includes(all.network);
  requireOption('model-rul', named, 'network', "'amnl', 'conv-lstm', 'lstm' or 'cnn'", all.network);
  for (const name of ['hidden', 'features', 'window', 'pool', 'heads'] as const) {
    requireOption('model-rul', isSize(all[name]), name, 'a positive integer', all[name]);
  }
  for (const name of ['channels', 'funnel'] as const) {
    requireOption('model-rul', sizes(all[name]), name, 'one or more positive integers', all[name]);
  }
  for (const name of ['dropout', 'convDropout', 'attentionDropout'] as const) {
    requireOption('model-rul', all[name] >= 0 && all[name] < 1, name, 'a rate in [0, 1)', all[name]);
  }
  const divides = all.window % all.pool === 0;
  requireOption('model-rul', divides, 'pool', `a divisor of the window of ${all.window}`, all.pool);
  const scale = all.rulScale;
  requireOption(
    'model-rul',
    scale > 0 && Number.isFinite(scale),
    'rulScale',
    'a number > 0, in the unit of time of the targets',
    scale,
  );
  const seedFits = Number.isSafeInteger(all.seed) && all.seed >= 0;
  requireOption('model-rul', seedFits, 'seed', 'a non-negative integer up to 2^53 − 1', all.seed);
  const width = 2 * all.hidden;
  const fitting = [1, 2, 4, 8, 16].filter((heads) => width % heads === 0).join(', ');
  const advice = `a divisor of 2 · hidden = ${width}, such as ${fitting}`;
  requireOption('model-rul', width % all.heads === 0, 'heads', advice, all.heads);
  return all;
}

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
