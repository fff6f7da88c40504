import { z } from 'zod';
import { BACKENDS, DATASETS, ENGINES, NON_FINITE, PRESET_NAMES } from './config-values.js';

const count = z.int().min(1);
const positive = z.number().positive();
const probability = z.number().min(0).lt(1);
const widths = z.array(count).min(1);

/**
 * Every setting of a run. Strict: an unknown key is an error. A preset gives all but `dataDir` and `simulate` a value, so
 * nothing here has a default of its own.
 */
export const configSchema = z.strictObject({
  /** Part of C-MAPSS. */
  dataset: z.enum(DATASETS),
  preset: z.enum(PRESET_NAMES),
  /** Folder with `train_…`, `test_…` and `RUL_…` files; without it: `AMNL_DATA_DIR`, cache, download, simulation. */
  dataDir: z.string().min(1).optional(),
  /** Train on a simulated fleet, although real data may be there. */
  simulate: z.boolean().optional(),
  /** Fixes weights, order, dropout and the hold-out split. */
  seed: z.int().min(0),
  epochs: count,
  /** Windows in a micro-batch. */
  batchSize: count,
  /** Micro-batches per optimiser step. */
  accumulate: count,
  /** Windows in a batch of evaluation and prediction. */
  evaluationBatchSize: count,
  /** Cycles in a window. */
  window: z.int().min(2),
  /** Cycles between training windows; evaluation always uses 1. */
  stride: count,
  /** Whether engines shorter than a window are padded on the left with their first row; else they are an error. */
  pad: z.boolean(),
  /** Cap of the RUL target in cycles. */
  rulCap: positive,
  /** What epoch, schedule and early stop are selected on. */
  selection: z.enum(['test', 'holdout']),
  /** Part of the training engines held out with `selection: 'holdout'`. */
  holdoutFraction: z.number().gt(0).lt(1),
  /** Whether every epoch is evaluated over all windows, not only each engine's last one. */
  evaluateAllEveryEpoch: z.boolean(),
  /** Filters of the convolution blocks. */
  channels: widths,
  /** LSTM units per direction. */
  hidden: count,
  /** Attention heads; they divide 2 × hidden. */
  heads: count,
  /** Widths of the shared dense layers. */
  funnel: widths,
  /** Dropout between the LSTM layers and in the funnel. */
  dropout: probability,
  convDropout: probability,
  attentionDropout: probability,
  learningRate: positive,
  weightDecay: z.number().min(0),
  warmupEpochs: z.int().min(0),
  scheduler: z.enum(['plateau', 'cosine']),
  plateauPatience: z.int().min(0),
  plateauFactor: z.number().gt(0).lt(1),
  minLearningRate: z.number().min(0),
  earlyStopPatience: count,
  /** Joint L2 norm that gradients are clipped to. */
  clipNorm: positive,
  emaDecay: probability,
  /** Dynamic loss scaling, for backends that compute in 16 bits. */
  mixedPrecision: z.boolean(),
  /** What comes of a step with a NaN or infinity: it is skipped, and then ends the run, nothing, or a return to a good epoch. */
  nonFinite: z.enum(NON_FINITE),
  /** Whether the operation that made the first bad number is looked for; slow where steps are bad. */
  detectAnomaly: z.boolean(),
  /** Steps between two checkpoints within an epoch; 0: by time only. */
  checkpointSteps: z.int().min(0),
  /** Minutes between two checkpoints within an epoch; 0: none. */
  checkpointMinutes: z.number().min(0),
  engine: z.enum(ENGINES),
  backend: z.enum(BACKENDS),
  /** Threads of the compiled engine, at most 256; absent: 2, or 1 on one processor. The run's record has the number used. */
  threads: count.max(256).optional(),
});

/** A complete, valid configuration: see {@link configSchema}. */
export type Config = z.infer<typeof configSchema>;
/** Names of the settings. */
export const CONFIG_KEYS = Object.keys(configSchema.shape) as (keyof Config)[];
