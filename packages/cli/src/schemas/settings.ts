import { z } from 'zod';
import { type Config, configSchema } from '../config/config.js';

/** What each setting means, with its unit; a setting without words here does not compile. */
const WORDS: Readonly<Record<keyof Config, string>> = {
  dataset: 'Part of C-MAPSS.',
  preset: 'The preset that the settings started from.',
  dataDir: 'Folder with the data files; absent: AMNL_DATA_DIR, cache, download or simulation.',
  simulate: 'Train on a simulated fleet although real data may be there.',
  seed: 'Fixes weights, order, dropout and the hold-out split.',
  epochs: 'Epochs at most.',
  batchSize: 'Windows in a micro-batch.',
  accumulate: 'Micro-batches per optimiser step.',
  evaluationBatchSize: 'Windows in a batch of evaluation and prediction.',
  window: 'Cycles in a window.',
  stride: 'Cycles between training windows; evaluation always uses 1.',
  pad: 'Whether engines shorter than a window are padded on the left with their first row; else they are an error.',
  rulCap: 'Cap of the remaining useful life in training and evaluation; cycles.',
  selection: 'The engines that best epoch, schedule and early stop go by.',
  holdoutFraction: 'Part of the training engines held out with `selection: holdout`.',
  evaluateAllEveryEpoch: "Whether every epoch is evaluated over all windows, not only each engine's last one.",
  channels: 'Filters of the convolution blocks.',
  hidden: 'LSTM units per direction.',
  heads: 'Attention heads; they divide 2 × hidden.',
  funnel: 'Widths of the shared dense layers.',
  dropout: 'Part of the units dropped between the LSTM layers and in the funnel.',
  convDropout: 'Part of the units dropped in the convolution blocks.',
  attentionDropout: 'Part of the attention weights dropped.',
  learningRate: 'Learning rate at the top of the schedule.',
  weightDecay: 'Decoupled weight decay of AdamW.',
  warmupEpochs: 'Epochs in which the learning rate rises.',
  scheduler: 'What the learning rate does after that.',
  plateauPatience: 'Epochs without improvement before `plateau` lowers the learning rate.',
  plateauFactor: 'What `plateau` multiplies the learning rate by.',
  minLearningRate: 'The learning rate never falls below this.',
  earlyStopPatience: 'Epochs without improvement before training stops.',
  clipNorm: 'Joint L2 norm that gradients are clipped to.',
  emaDecay: 'Decay of the moving average of the weights, per step.',
  mixedPrecision: 'Dynamic loss scaling, for backends that compute in 16 bits.',
  nonFinite: 'What comes of a step with a NaN or infinity, which is skipped in any case.',
  detectAnomaly: 'Whether the operation that made the first bad number is looked for.',
  checkpointSteps: 'Steps between two checkpoints within an epoch; 0: by time only.',
  checkpointMinutes: 'Minutes between two checkpoints within an epoch; 0: none.',
  engine: 'The step engine that was asked for; the record has the one in use.',
  backend: 'The TensorFlow.js backend that was asked for; the record has the one in use.',
  threads: 'Threads of the compiled engine.',
};

/** The settings of a run as its record has them. Open, where `configSchema` is strict: a later version may add some. */
export const settingsSchema = z
  .looseObject(
    Object.fromEntries(
      Object.entries(configSchema.shape).map(([name, setting]) => [
        name,
        (setting as z.ZodType).describe(WORDS[name as keyof Config]),
      ]),
    ),
  )
  .describe('Every setting of the run.');
