import type { DataSource } from '@amnl/core-loop';
import { dataError } from './errors.js';
import { fitScaler } from './fit-scaler.js';
import { type CmapssData, engineCount } from './fleet.js';
import type { Scaler } from './scaler.js';
import { windowSource } from './source.js';
import { splitFleet } from './split.js';
import { makeWindows, windowCount } from './windows.js';

/** Options of {@link prepareCmapss}. */
export interface PrepareOptions {
  /**
   * What the run is selected on (best epoch, schedule, early stop): `'test'` (default; the benchmark's habit) or
   * `'holdout'`, a part of the training engines, which the scaler and the network then never see.
   */
  readonly selection?: 'test' | 'holdout';
  /** Part of the training engines held out with `selection: 'holdout'`. Default 0.2. */
  readonly holdoutFraction?: number;
  /** Seed of the holdout split. Default 42. */
  readonly seed?: number;
  /** Training batch size. Default 32. */
  readonly batchSize?: number;
  /** Batch size of the evaluation sources. Default 256. */
  readonly evaluationBatchSize?: number;
  /** Window length in cycles. Default 30. */
  readonly window?: number;
  /** Stride of the training windows. Default 1; evaluation always uses 1. */
  readonly stride?: number;
  /** Left padding of engines shorter than a window. Default true. */
  readonly pad?: boolean;
  /** Cap of the target `rul` in training, in cycles. Default 125. */
  readonly rulCap?: number;
  /** Cap of the target `rul` in evaluation; `Infinity` for none. Default `rulCap`. */
  readonly evaluationRulCap?: number;
}

/** Everything a training run needs. */
export interface PreparedData {
  readonly scaler: Scaler;
  /** Shuffled windows of the training engines. */
  readonly train: DataSource;
  /** All windows of the engines that the run is selected on. */
  readonly selection: DataSource;
  /** All windows of the test engines; the same as `selection` with `selection: 'test'`. */
  readonly test: DataSource;
  /** Sizes, for reports. */
  readonly sizes: {
    readonly trainEngines: number;
    readonly trainWindows: number;
    readonly selectionEngines: number;
    readonly selectionWindows: number;
    readonly testEngines: number;
    readonly testWindows: number;
  };
}

/**
 * From engines to sources in the order that cannot leak: split by engine, fit the scaler on what is left, cut windows.
 */
export function prepareCmapss(data: CmapssData, options: PrepareOptions = {}): PreparedData {
  const { selection = 'test', holdoutFraction = 0.2, seed = 42, batchSize = 32, evaluationBatchSize = 256 } = options;
  const { rulCap, evaluationRulCap = rulCap, stride = 1, window = 30, pad = true } = options;
  if (selection !== 'test' && selection !== 'holdout') {
    throw dataError('DC_OPTION_INVALID', `selection is ${JSON.stringify(selection)}. Choose 'test' or 'holdout'`);
  }
  const { train, holdout } =
    selection === 'holdout'
      ? splitFleet(data.train, { fraction: holdoutFraction, seed, keep: window })
      : { train: data.train, holdout: undefined };
  const scaler = fitScaler(train);
  const trainWindows = makeWindows(train, scaler, { window, stride, pad });
  const testWindows = makeWindows(data.test, scaler, { window, pad });
  const selectionWindows = holdout ? makeWindows(holdout, scaler, { window, pad }) : testWindows;
  const evaluationOptions = {
    batchSize: evaluationBatchSize,
    ...(evaluationRulCap === undefined ? {} : { rulCap: evaluationRulCap }),
  };
  const test = windowSource(testWindows, evaluationOptions);
  return {
    scaler,
    train: windowSource(trainWindows, { batchSize, shuffle: true, ...(rulCap === undefined ? {} : { rulCap }) }),
    selection: holdout ? windowSource(selectionWindows, evaluationOptions) : test,
    test,
    sizes: {
      trainEngines: engineCount(train),
      trainWindows: windowCount(trainWindows),
      selectionEngines: engineCount(holdout ?? data.test),
      selectionWindows: windowCount(selectionWindows),
      testEngines: engineCount(data.test),
      testWindows: windowCount(testWindows),
    },
  };
}
