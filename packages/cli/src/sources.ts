import type { DataSource } from '@amnl/core-loop';
import {
  type CmapssData,
  engineCount,
  fitScaler,
  makeWindows,
  type Scaler,
  splitFleet,
  windowCount,
  windowSource,
} from '@amnl/data-cmapss';
import type { Config } from './config.js';

/** The batches of a run, and what they were made of. */
export interface RulSources {
  /** Fitted on the engines trained on, and on no others. */
  readonly scaler: Scaler;
  /** Shuffled windows. */
  readonly train: DataSource;
  /** What every epoch is evaluated on: last windows of the engines selected on (all with `evaluateAllEveryEpoch`). */
  readonly selection: DataSource;
  /** All windows of the test engines. */
  readonly test: DataSource;
  readonly sizes: {
    readonly trainEngines: number;
    readonly trainWindows: number;
    readonly selectionEngines: number;
    readonly testEngines: number;
    readonly testWindows: number;
  };
}

/** From engines to batches in the order that cannot leak: split by engine, fit the scaler on what is left, cut windows. */
export function createSources(config: Config, data: CmapssData): RulSources {
  const { window, pad, stride, rulCap, seed, batchSize, evaluationBatchSize } = config;
  const { train, holdout } =
    config.selection === 'holdout'
      ? splitFleet(data.train, { fraction: config.holdoutFraction, seed, keep: window })
      : { train: data.train, holdout: undefined };
  const selected = holdout ?? data.test;
  const scaler = fitScaler(train);
  const trainWindows = makeWindows(train, scaler, { window, pad, stride });
  const selectionWindows = makeWindows(selected, scaler, {
    window,
    pad,
    which: config.evaluateAllEveryEpoch ? 'all' : 'last',
  });
  const testWindows = makeWindows(data.test, scaler, { window, pad });
  const evaluation = { batchSize: evaluationBatchSize, rulCap };
  return {
    scaler,
    train: windowSource(trainWindows, { batchSize, rulCap, shuffle: true }),
    selection: windowSource(selectionWindows, evaluation),
    test: windowSource(testWindows, evaluation),
    sizes: {
      trainEngines: engineCount(train),
      trainWindows: windowCount(trainWindows),
      selectionEngines: engineCount(selected),
      testEngines: engineCount(data.test),
      testWindows: windowCount(testWindows),
    },
  };
}
