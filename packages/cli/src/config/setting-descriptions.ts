import { DEFAULT_DATASET } from '../nasa/datasets.js';
import {
  BACKENDS,
  DEFAULT_PRESET,
  ENGINES,
  LOSSES,
  NETWORKS,
  NON_FINITE,
  PRESET_NAMES,
  SCHEDULERS,
  SELECTIONS,
} from './config-values.js';

/** What people read about a setting. */
export interface Setting {
  /** What it means, with its unit: the words of `--help`, of the JSON schema and of `docs/settings.md`. */
  readonly means: string;
  /** The values it can have, if they are few. */
  readonly choices?: readonly string[];
  /** Its value if nothing is given, where no preset sets it. */
  readonly default?: string;
  /** How `--help` calls the value, e.g. `<n>`, of a setting with a flag of its own; `''` for a switch. */
  readonly flag?: string;
  /** What others call it. */
  readonly aliases?: readonly string[];
}

/**
 * Every setting of a run, described once. To add one, add a line here, its type in `config.ts` and its values in `presets.ts`;
 * with `flag` it has a flag. No heavy import: `amnl --help` shows these words and must start fast.
 */
export const SETTINGS = {
  dataset: {
    means: 'name of the data: a subset of C-MAPSS, or what `data` is called',
    default: `${DEFAULT_DATASET}; of \`data\`, the name of its first file`,
    flag: '<name>',
  },
  data: {
    means: 'your own data: tables (CSV, Parquet; globs), or one `dataset.json` that describes them',
    default: 'C-MAPSS',
    flag: '<files...>',
  },
  unit: { means: 'column of `data` that names the machine', default: 'none; tables need it', flag: '<column>' },
  time: { means: 'column of `data` with the time of a row', default: 'none; tables need it', flag: '<column>' },
  timeUnit: {
    means: 'what life is counted in, e.g. hours',
    default: 'by the name of the column of time, else cycles; of timestamps, hours',
    flag: '<name>',
  },
  failed: {
    means:
      'column of `data` that says that a machine failed; a table of failures (`.csv`, `.parquet`) with a unit and a time; or `all`: every one failed at its last row',
    default: 'none: nobody knows which failed, which is refused',
    flag: '<column>',
  },
  preset: {
    means: 'preset to start from',
    choices: PRESET_NAMES,
    default: DEFAULT_PRESET,
    flag: '<name>',
  },
  dataDir: {
    means: "folder with C-MAPSS' files",
    default: 'AMNL_DATA_DIR, else the cache, a download, or a simulated fleet',
    flag: '<dir>',
  },
  simulate: { means: 'train on a simulated fleet even if real data are there', aliases: ['simulated'] },
  seed: { means: 'seed for weights, batch order, dropout and holdout split', flag: '<n>' },
  epochs: { means: 'maximum number of epochs', flag: '<n>' },
  batchSize: { means: 'windows per micro-batch', flag: '<n>', aliases: ['batch', 'bs'] },
  accumulate: { means: 'micro-batches per optimiser step', aliases: ['accumulation', 'gradientAccumulation'] },
  evaluationBatchSize: { means: 'windows per batch of evaluation and prediction' },
  window: { means: 'window length in rows' },
  stride: { means: 'rows between training windows; evaluation always uses 1' },
  pad: {
    means: 'pad units shorter than a window on the left with their first row; if false, they are an error',
  },
  minHistory: {
    means:
      'rows of history from which on windows are trained on, and after which held-out units are cut; longer windows are padded; at most `window`, and `window` without `pad`',
  },
  age: {
    means: 'show the network how long a unit has been in service, too; times must count from when it went into service',
    default: "true where the data say that times count so, as C-MAPSS' do, except with the preset paper",
  },
  settingInputs: {
    means:
      'show the network the settings, too; if false, they only determine the operating condition by which the sensors are scaled',
  },
  inputNoise: {
    means: 'standard deviation of the Gaussian noise added to the scaled inputs in training',
    aliases: ['noise'],
  },
  rulCap: {
    means: 'cap of the remaining useful life in training and evaluation, in the unit of time of the data',
    default: "the data's; 125 cycles for C-MAPSS",
  },
  selection: {
    means:
      'choose the best epoch on held-out training units, or on the test units, as papers do, whose figures are then optimistic',
    choices: SELECTIONS,
    flag: '<rule>',
  },
  holdoutFraction: { means: 'fraction of the training units held out if `selection` is `holdout`, without `folds`' },
  holdoutCuts: {
    means:
      'moments at which each held-out unit is looked at after an epoch; the figures of held-out units are of one of their own',
    aliases: ['cuts'],
  },
  splitSeed: {
    means: 'seed of the holdout split, for runs that share it and differ in `seed`: the members of an ensemble',
    default: '`seed`',
  },
  folds: {
    means: 'cross-validation: train this many runs, each with another part of the training units held out',
    default: 'one run',
    flag: '<k>',
  },
  fold: {
    means: 'of `folds`, train only the run that holds out this one, counted from 1',
    default: 'all of them, one after the other',
  },
  evaluateAllEveryEpoch: { means: "evaluate all windows every epoch, not only each unit's last one" },
  testEveryEpoch: {
    means: "evaluate the test units' last windows after every epoch, too; the figures, named `test_…`, choose nothing",
  },
  network: {
    means:
      'the network: `amnl`, the same without attention, or a plain rival to hold it against: a single-layer LSTM, or a CNN',
    choices: NETWORKS,
    default: 'amnl',
    flag: '<name>',
  },
  channels: { means: 'filters of the convolution blocks' },
  pool: { means: 'rows averaged into one after the convolution blocks; must divide `window`' },
  hidden: { means: 'LSTM units per direction', flag: '<n>' },
  heads: { means: 'attention heads; must divide 2 × hidden' },
  funnel: { means: 'widths of the shared dense layers' },
  dropout: { means: 'dropout rate between the LSTM layers and in the funnel' },
  convDropout: { means: 'dropout rate in the convolution blocks' },
  attentionDropout: { means: 'dropout rate of the attention weights' },
  loss: {
    means: 'how the losses of RUL and health are put together; `rul` trains no health state',
    choices: LOSSES,
    flag: '<name>',
  },
  weighNearFailure: {
    means:
      'weigh errors of the RUL up to twice near failure; if false, all weigh alike. Without effect if `loss` is `gaba`',
  },
  rulWeight: { means: 'share of the RUL loss if `loss` is `fixed`; the health loss has the rest' },
  dwaTemperature: { means: 'temperature of `dwa`: the higher, the more equal the weights' },
  gradNormAlpha: { means: 'how strongly `gradnorm` favours the task that learns slowly; 0: not at all' },
  caGradRadius: { means: 'radius of `cagrad` around the mean gradient, in units of its norm; 0: the mean itself' },
  lossRate: { means: 'learning rate of what `uncertainty` and `gradnorm` learn next to the network' },
  learningRate: { means: 'peak learning rate', aliases: ['lr', 'rate'] },
  weightDecay: { means: 'decoupled weight decay of AdamW', aliases: ['wd', 'decay'] },
  warmupEpochs: { means: 'epochs of linear learning-rate warm-up', aliases: ['warmup'] },
  scheduler: { means: 'learning-rate schedule after the warm-up', choices: SCHEDULERS, flag: '<name>' },
  plateauPatience: { means: 'epochs without improvement before `plateau` lowers the learning rate' },
  plateauFactor: { means: 'factor by which `plateau` multiplies the learning rate' },
  minLearningRate: { means: 'lower limit of the learning rate', aliases: ['minLr'] },
  earlyStopPatience: { means: 'epochs without improvement before training stops', aliases: ['patience'] },
  clipNorm: { means: 'maximum global L2 norm of the gradients', aliases: ['clip'] },
  emaDecay: { means: 'decay per step of the moving average of the weights', aliases: ['ema'] },
  mixedPrecision: { means: 'dynamic loss scaling, for backends that compute in 16 bits', aliases: ['amp'] },
  nonFinite: {
    means: 'on NaN or infinity: stop with an error, skip the step, or return to the last good epoch',
    choices: NON_FINITE,
    flag: '<policy>',
  },
  detectAnomaly: {
    means: 'name the operation that produced the first NaN or infinity; slows down bad steps only',
    flag: '',
  },
  checkpointSteps: { means: 'steps between checkpoints within an epoch; 0: by time only' },
  checkpointMinutes: { means: 'minutes between checkpoints within an epoch; 0: none' },
  engine: { means: 'execution engine', choices: ENGINES, flag: '<name>' },
  backend: { means: 'TensorFlow.js backend of the eager engine', choices: BACKENDS, flag: '<name>' },
  threads: {
    means: 'threads of the compiled engine; results repeat bit for bit at the same number',
    default: '2, or 1 on a single processor',
    flag: '<n>',
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** Name of a setting. */
export type SettingName = keyof typeof SETTINGS;
/** Names of the settings. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];
/** Settings with a flag of their own. */
export const FLAGGED = SETTING_NAMES.filter((name) => setting(name).flag !== undefined);

/** One setting, with every field that any of them may have. */
export function setting(name: SettingName): Setting {
  return SETTINGS[name];
}

/** The flag of a setting, e.g. `--batch-size`. */
export function flagName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
