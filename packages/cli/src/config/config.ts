import { z } from 'zod';
import {
  BACKENDS,
  ENGINES,
  LOSSES,
  NETWORKS,
  NON_FINITE,
  PRESET_NAMES,
  SCHEDULERS,
  SELECTIONS,
} from './config-values.js';
import { SETTING_NAMES, SETTINGS, type SettingName } from './setting-descriptions.js';

const count = z.int().min(1);
/** Far beyond what trains well; a mistyped number is refused before it fills memory or disk. */
const [MOST_EPOCHS, MOST_SAMPLES, MOST_UNITS, MOST_HEADS, MOST_LAYERS] = [1_000_000, 65_536, 4096, 256, 32];
const MOST_FOLDS = 1000;
const samples = count.max(MOST_SAMPLES);
const positive = z.number().positive();
const probability = z.number().min(0).lt(1);
const fraction = z.number().gt(0).lt(1);
const widths = z.array(count.max(MOST_UNITS)).min(1).max(MOST_LAYERS);

/**
 * Type and range of every setting; what each one means is in `setting-descriptions.ts`. Strict: an unknown key is an error. A preset gives a
 * value to all but where the data are and what they say themselves, so nothing here has a default of its own.
 */
export const configSchema = z.strictObject(
  described({
    dataset: z.string().regex(/^[^\p{C}]{1,100}$/u, 'one line of at most 100 letters'),
    preset: z.enum(PRESET_NAMES),
    data: z.array(z.string().min(1)).min(1).optional(),
    unit: z.string().min(1).optional(),
    time: z.string().min(1).optional(),
    timeUnit: z.string().min(1).optional(),
    failed: z.string().min(1).optional(),
    dataDir: z.string().min(1).optional(),
    simulate: z.boolean().optional(),
    seed: z.int().min(0),
    epochs: count.max(MOST_EPOCHS),
    batchSize: samples,
    accumulate: samples,
    evaluationBatchSize: samples,
    window: z.int().min(2).max(1000), // NASA's longest unit has 543 cycles; memory grows with the window
    stride: count,
    pad: z.boolean(),
    minHistory: count.max(1000),
    age: z.boolean(),
    settingInputs: z.boolean(),
    inputNoise: z.number().min(0).max(10),
    rulCap: positive,
    selection: z.enum(SELECTIONS),
    holdoutFraction: fraction,
    holdoutCuts: count.max(MOST_FOLDS),
    splitSeed: z.int().min(0).optional(),
    folds: z.int().min(2).max(MOST_FOLDS).optional(),
    fold: count.optional(),
    evaluateAllEveryEpoch: z.boolean(),
    testEveryEpoch: z.boolean().optional(),
    network: z.enum(NETWORKS).optional(),
    channels: widths,
    pool: count.max(16),
    hidden: count.max(MOST_UNITS),
    heads: count.max(MOST_HEADS),
    funnel: widths,
    dropout: probability,
    convDropout: probability,
    attentionDropout: probability,
    loss: z.enum(LOSSES),
    weighNearFailure: z.boolean(),
    rulWeight: fraction,
    dwaTemperature: positive,
    gradNormAlpha: z.number().min(0),
    caGradRadius: probability,
    lossRate: positive,
    learningRate: positive,
    weightDecay: z.number().min(0),
    warmupEpochs: z.int().min(0),
    scheduler: z.enum(SCHEDULERS),
    plateauPatience: z.int().min(0),
    plateauFactor: fraction,
    minLearningRate: z.number().min(0),
    earlyStopPatience: count,
    clipNorm: positive,
    emaDecay: probability,
    mixedPrecision: z.boolean(),
    nonFinite: z.enum(NON_FINITE),
    detectAnomaly: z.boolean(),
    checkpointSteps: z.int().min(0),
    checkpointMinutes: z.number().min(0),
    engine: z.enum(ENGINES),
    backend: z.enum(BACKENDS),
    threads: count.max(256).optional(),
  }),
);

/** A complete, valid configuration: see {@link configSchema}. */
export type Config = z.infer<typeof configSchema>;

/** Settings that find the data; none of them has a value by default. */
export const WHERE_DATA_ARE = ['data', 'unit', 'time', 'timeUnit', 'failed', 'dataDir', 'simulate'] as const;

/** What the data say if the user does not; the data are loaded after the settings are read. */
export const FROM_DATA = ['dataset', 'rulCap', 'age'] as const;
/** Settings before the data are loaded. */
export const askedSchema = configSchema.partial({ dataset: true, rulCap: true, age: true });
/** A valid configuration that may leave to the data what only they know: `dataset`, `rulCap` and `age`. */
export type AskedConfig = Omit<Config, (typeof FROM_DATA)[number]> & {
  readonly [Name in (typeof FROM_DATA)[number]]?: Config[Name] | undefined;
};

/** Whether these are the settings of several runs: one for each fold. */
export function isFolds({ folds, fold }: Pick<Config, 'folds' | 'fold'>): boolean {
  return folds !== undefined && fold === undefined;
}

/** Names of the settings. */
export const CONFIG_KEYS: readonly (keyof Config)[] = SETTING_NAMES;

/** The same types, each with the words of `setting-descriptions.ts`: a setting that one of the two files lacks does not compile. */
function described<T extends Record<SettingName, z.ZodType> & Record<Exclude<keyof T, SettingName>, never>>(
  types: T,
): T {
  const entries = Object.entries(types) as [SettingName, z.ZodType][];
  return Object.fromEntries(entries.map(([name, type]) => [name, type.describe(sentence(SETTINGS[name].means))])) as T;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
