import { type DataSource, knownOptions } from '@amnl/core-loop';
import { dataError } from './errors.js';
import { fitScaler } from './fit-scaler.js';
import { type CmapssData, unitCount } from './fleet.js';
import { RUL_CAP } from './labels.js';
import type { Scaler } from './scaler.js';
import { windowSource } from './source.js';
import { splitFleet } from './split.js';
import { makeWindows, WINDOW, type Windows, windowCount } from './windows.js';

/** Options of {@link prepareCmapss}. */
export interface PrepareOptions {
  /**
   * What the run is selected on (best epoch, schedule, early stop): `'test'` (default; the benchmark's convention, and
   * optimistic) or
   * `'holdout'`, a part of the training units, which the scaler and the network then never see.
   */
  readonly selection?: 'test' | 'holdout';
  /**
   * Windows of the units selected on: `'all'` (default) or only each unit's `'last'` one, which the benchmark's
   * figures use and which is some hundred times less work after every epoch. The source `test` always has all of them.
   */
  readonly selectionWindows?: 'all' | 'last';
  /** Part of the training units held out with `selection: 'holdout'`. Default 0.2. */
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
  /** Left padding of units shorter than a window. Default true. */
  readonly pad?: boolean;
  /** Cap of the target `rul` in training, in cycles. Default 125. */
  readonly rulCap?: number;
  /** Cap of the target `rul` in evaluation; `Infinity` for none. Default `rulCap`. */
  readonly evaluationRulCap?: number;
}

const NAMES = [
  'selection',
  'selectionWindows',
  'holdoutFraction',
  'seed',
  'batchSize',
  'evaluationBatchSize',
  'window',
  'stride',
  'pad',
  'rulCap',
  'evaluationRulCap',
] as const;

/** Everything a training run needs. */
export interface PreparedData {
  readonly scaler: Scaler;
  /** Shuffled windows of the training units. */
  readonly train: DataSource;
  /** Windows of the units that the run is selected on: all, or the last ones with `selectionWindows: 'last'`. */
  readonly selection: DataSource;
  /** All windows of the test units; the same source as `selection` where that has the same windows. */
  readonly test: DataSource;
  /** Sizes, for reports. */
  readonly sizes: {
    readonly trainUnits: number;
    readonly trainWindows: number;
    readonly selectionUnits: number;
    readonly selectionWindows: number;
    readonly testUnits: number;
    readonly testWindows: number;
  };
}

/**
 * From units to sources in an order that cannot leak: split by unit, fit the scaler on the training part, cut windows.
 */
export function prepareCmapss(data: CmapssData, options: PrepareOptions = {}): PreparedData {
  knownOptions('prepareCmapss', options, NAMES);
  const { selection = 'test', selectionWindows: which = 'all', holdoutFraction = 0.2, seed = 42 } = options;
  const { batchSize = 32, evaluationBatchSize = 256, rulCap = RUL_CAP, evaluationRulCap = rulCap } = options;
  const { stride = 1, window = WINDOW, pad = true } = options;
  checkChoice('selection', selection, ['test', 'holdout']);
  checkChoice('selectionWindows', which, ['all', 'last']);
  const { train, holdout } =
    selection === 'holdout'
      ? splitFleet(data.train, { fraction: holdoutFraction, seed, keep: window })
      : { train: data.train, holdout: undefined };
  const selected = holdout ?? data.test;
  const scaler = fitScaler(train);
  const trainWindows = makeWindows(train, scaler, { window, stride, pad });
  const testWindows = makeWindows(data.test, scaler, { window, pad });
  const shared = selected === data.test && which === 'all';
  const selectionWindows = shared ? testWindows : makeWindows(selected, scaler, { window, pad, which });
  const evaluationSource = (windows: Windows) =>
    windowSource(windows, { batchSize: evaluationBatchSize, rulCap: evaluationRulCap });
  const test = evaluationSource(testWindows);
  return {
    scaler,
    train: windowSource(trainWindows, { batchSize, rulCap, shuffle: true }),
    selection: shared ? test : evaluationSource(selectionWindows),
    test,
    sizes: {
      trainUnits: unitCount(train),
      trainWindows: windowCount(trainWindows),
      selectionUnits: unitCount(selected),
      selectionWindows: windowCount(selectionWindows),
      testUnits: unitCount(data.test),
      testWindows: windowCount(testWindows),
    },
  };
}

function checkChoice(name: string, value: string, choices: readonly [string, string]): void {
  if (choices.includes(value)) return;
  const [one, other] = choices;
  throw dataError('DC_OPTION_INVALID', `${name} is ${JSON.stringify(value)}. Choose '${one}' or '${other}'`);
}
