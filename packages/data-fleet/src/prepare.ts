import { knownOptions, requireOption } from '@amnl/core-loop';
import { type CalibrationSource, calibrationSource } from './calibration-source.js';
import { checkData } from './check-data.js';
import { type CutOptions, cutsOf, truncateUnits } from './cut.js';
import { fleetError } from './errors.js';
import { fitScaler } from './fit-scaler.js';
import { type Fleet, runningCount, selectUnits, unitCount } from './fleet.js';
import type { FleetData, FleetRules } from './fleet-data.js';
import { checkWindows, type RangeChecks } from './in-range.js';
import type { Scaler } from './scaler.js';
import { type WindowSource, windowSource } from './source.js';
import { type Fold, isPart, requireKnownLives, splitUnits } from './split.js';
import { lastWindows, makeWindows, pickWindows, WINDOW, type Windows, windowCount } from './windows.js';

/** Options of {@link prepareFleet}. */
export interface PrepareOptions {
  /**
   * What the run is selected on (best epoch, schedule, early stop): `'holdout'` (default), a part of the training units, which the scaler
   * and the network then never see; or `'test'`, the test units, which is the benchmark's convention, and optimistic.
   */
  readonly selection?: 'test' | 'holdout';
  /**
   * Windows of the units selected on: `'all'` (default) or only each unit's `'last'` one, which is some hundred times less
   * work after every epoch. The source `test` always has all of them.
   */
  readonly selectionWindows?: 'all' | 'last';
  /** Part of the training units held out with `selection: 'holdout'`. Default 0.2. */
  readonly holdoutFraction?: number;
  /** Holds out this fold of the training units, instead of `holdoutFraction`; `selection` is then `'holdout'`. */
  readonly fold?: Fold | undefined;
  /**
   * Moments at which each held-out unit is looked at after an epoch, each as if the unit were cut there: one look at some twenty units
   * leaves the choice of the epoch to chance. The figures of held-out units are of one cut. Default 1.
   */
  readonly holdoutCuts?: number;
  /** Seed of the holdout split. Default 42. */
  readonly seed?: number;
  /** Training batch size. Default 32. */
  readonly batchSize?: number;
  /** Batch size of the evaluation sources. Default 256. */
  readonly evaluationBatchSize?: number;
  /** Window length in rows. Default 30. */
  readonly window?: number;
  /** Stride of the training windows. Default 1; evaluation always uses 1. */
  readonly stride?: number;
  /** Left padding of units shorter than a window. Default true. */
  readonly pad?: boolean;
  /**
   * Rows of history with which a unit's first window ends, and which a held-out unit keeps at least; a window with fewer rows of its own is
   * filled in front. At most `window`, its default.
   */
  readonly minHistory?: number;
  /**
   * Whether the settings are inputs of the network, too, or only determine the operating condition by which the other channels are scaled.
   * Default true.
   */
  readonly settingInputs?: boolean;
  /** Cap of the target `rul`, in the fleet's unit of time; `Infinity` for none. Default `rules.labels.rulCap`. */
  readonly rulCap?: number;
  /** Cap of the target `rul` in evaluation. Default `rulCap`. */
  readonly evaluationRulCap?: number;
}

const OPTIONS = [
  'selection',
  'selectionWindows',
  'holdoutFraction',
  'fold',
  'holdoutCuts',
  'seed',
  'batchSize',
  'evaluationBatchSize',
  'window',
  'stride',
  'pad',
  'minHistory',
  'settingInputs',
  'rulCap',
  'evaluationRulCap',
] as const;

/** Everything a training run needs. */
export interface PreparedData {
  readonly scaler: Scaler;
  /** Shuffled windows of the training units. */
  readonly train: WindowSource;
  /** Windows of the units that the run is selected on: all, or the last ones with `selectionWindows: 'last'`. */
  readonly selection: WindowSource;
  /** All windows of the test units, or of the held-out ones if there are none; `selection` itself if that has the same windows. */
  readonly test: WindowSource;
  /** The last window of each unit of `test`. */
  readonly testLast: WindowSource;
  /** Which of the windows of `test` are like those of training. */
  readonly testRanges: RangeChecks;
  /** With `selection: 'holdout'`: what prediction intervals are calibrated on. */
  readonly calibration?: CalibrationSource;
  /** Sizes, for reports. `…RunningUnits` are those of the `…Units` that still run; the life of the others is known. */
  readonly sizes: {
    readonly trainUnits: number;
    readonly trainRunningUnits: number;
    readonly trainWindows: number;
    readonly selectionUnits: number;
    readonly selectionRunningUnits: number;
    readonly selectionWindows: number;
    readonly testUnits: number;
    readonly testRunningUnits: number;
    readonly testWindows: number;
  };
}

/** Known lives below which no holdout of data without test units means anything. */
export const LEAST_KNOWN = 5;

/**
 * From units to sources in an order that cannot leak: split by unit, fit the scaler on the training part, cut windows.
 * Throws `DF_ROLE` for a selection on test units that are not there, or a part of another role, `DF_TOO_FEW_UNITS` for fewer than
 * five known lives without test units (one with them), and what `checkFleet`, `splitFleet`, `fitScaler` and `makeWindows` throw.
 */
export function prepareFleet(data: FleetData, options: PrepareOptions = {}): PreparedData {
  knownOptions('prepareFleet', options, OPTIONS);
  checkData(data);
  const { rules } = data;
  const { fold, selectionWindows: which = 'all', holdoutFraction = 0.2 } = options;
  const { selection = 'holdout' } = options;
  const { rulCap = rules.labels.rulCap, evaluationRulCap = rulCap } = options;
  const { batchSize = 32, evaluationBatchSize = 256, stride = 1, window = WINDOW, pad = true } = options;
  const { minHistory = window, holdoutCuts = 1, settingInputs = true } = options;
  requireOption('data-fleet', ['test', 'holdout'].includes(selection), 'selection', "'test' or 'holdout'", selection);
  requireOption('data-fleet', ['all', 'last'].includes(which), 'selectionWindows', "'all' or 'last'", which);
  requireOption('data-fleet', !fold || selection === 'holdout', 'selection', "'holdout' with a fold", selection);
  requireOption('data-fleet', isPart(holdoutFraction), 'holdoutFraction', 'a number between 0 and 1', holdoutFraction);
  const cuts = Number.isSafeInteger(holdoutCuts) && holdoutCuts >= 1 && holdoutCuts <= 1000;
  requireOption('data-fleet', cuts, 'holdoutCuts', 'a whole number from 1 to 1000', holdoutCuts);
  requireOption('data-fleet', typeof settingInputs === 'boolean', 'settingInputs', 'true or false', settingInputs);
  checkLives(data);
  const { train } = data;
  const held = selection === 'holdout' ? holdOut(data, options) : undefined;
  const units = held?.train;
  const selected = held?.holdout ?? data.test;
  if (!selected) throw fleetError('DF_ROLE', `${train.name} has no test units. Select on a holdout`);
  const tested = data.test ?? selected;

  const inputs = settingInputs ? rules.scaling?.inputs : sensorsOf(data);
  const scaler = fitScaler(train, { ...rules.scaling, ...(inputs && { inputs }), units });
  const shape = { window, pad, minHistory };
  const trainWindows = makeWindows(train, scaler, { ...shape, stride, units });
  const testWindows = makeWindows(tested, scaler, shape);
  const testLastWindows = lastWindows(testWindows);
  const shared = selected === tested && which === 'all';
  const selectionWindows = (): Windows => {
    if (units && which === 'last' && holdoutCuts > 1) {
      const heldOut = makeWindows(train, scaler, { ...shape, units: othersThan(units, train) });
      return looks(heldOut, train, holdoutCuts, cutOptions(data, options));
    }
    if (selected !== tested) return makeWindows(selected, scaler, { ...shape, which });
    return shared ? testWindows : testLastWindows;
  };
  const evaluation = { batchSize: evaluationBatchSize, labels: { ...rules.labels, rulCap: evaluationRulCap } };
  const evaluationSource = (windows: Windows) => windowSource(windows, evaluation);
  const test = evaluationSource(testWindows);
  const calibration = units && calibrationSource(train, scaler, othersThan(units, train), { ...shape, ...evaluation });
  const selectedOn = shared ? test : evaluationSource(selectionWindows());
  return {
    scaler,
    train: windowSource(trainWindows, { batchSize, labels: { ...rules.labels, rulCap }, shuffle: true }),
    selection: selectedOn,
    test,
    testLast: evaluationSource(testLastWindows),
    testRanges: checkWindows(tested, scaler, testWindows),
    ...(calibration && { calibration }),
    sizes: {
      trainUnits: units?.length ?? unitCount(train),
      trainRunningUnits: runningCount(train, units),
      trainWindows: windowCount(trainWindows),
      selectionUnits: unitCount(selected),
      selectionRunningUnits: runningCount(selected),
      selectionWindows: windowCount(selectedOn.windows),
      testUnits: unitCount(tested),
      testRunningUnits: runningCount(tested),
      testWindows: windowCount(testWindows),
    },
  };
}

/** The inputs but for the settings. */
function sensorsOf({ train, rules }: FleetData): readonly string[] {
  return (rules.scaling?.inputs ?? train.channels).filter((name) => !train.settings.includes(name));
}

/** The windows at the cuts of each unit. @param fleet whose units they are of, uncut */
function looks(windows: Windows, fleet: Fleet, cuts: number, options: CutOptions): Windows {
  const at = new Set<number>();
  const names = new Set(windows.units);
  for (const [unit, name] of fleet.units.entries()) {
    if (!names.has(name)) continue;
    for (const rows of cutsOf(fleet, unit, cuts, options)) at.add(fleet.offsets[unit]! + rows - 1);
  }
  return pickWindows(
    windows,
    Array.from(windows.row.keys()).filter((i) => at.has(windows.row[i]!)),
  );
}

function othersThan(units: readonly number[], fleet: Fleet): number[] {
  const some = new Set(units);
  return fleet.units.map((_, unit) => unit).filter((unit) => !some.has(unit));
}

/** What can be learned from, and measured against: lives that are known. */
function checkLives({ train, test }: FleetData): void {
  if (test) {
    requireKnownLives(train, 1, `Nothing says how long a ${train.noun} lives. Give some that have failed`);
    requireKnownLives(
      test,
      1,
      `Without one nothing can be measured. Give test ${test.noun}s that have failed, or none at all`,
    );
    return;
  }
  const advice = `A holdout of fewer means nothing. Wait for more failures, add earlier ${train.noun}s that have failed, or give test ${train.noun}s`;
  requireKnownLives(train, LEAST_KNOWN, advice);
}

/**
 * Indices of the units to train on, and the units held out of them, cut short, as {@link prepareFleet} does with these options.
 */
export function holdOut(data: FleetData, options: PrepareOptions) {
  const { holdoutFraction: fraction = 0.2, fold } = options;
  return splitUnits(data.train, { ...cutOptions(data, options), fraction, fold });
}

/**
 * Training units that were held out before, cut short as {@link holdOut} does: the same ones whatever other units there are now.
 * @param units their indices, ascending
 */
export function holdOutAgain(data: FleetData, options: PrepareOptions, units: readonly number[]): Fleet {
  return truncateUnits({ ...selectUnits(data.train, units), role: 'holdout' }, cutOptions(data, options));
}

function cutOptions({ rules }: FleetData, options: PrepareOptions): CutOptions {
  const { seed = 42, window = WINDOW, minHistory: keep = window } = options;
  return { seed, keep, remaining: cutRange(rules) };
}

/** Least and greatest remaining life at which held-out units are cut; undefined: anywhere. */
export function cutRange({ labels: { rulCap }, cut }: FleetRules): readonly [number, number] | undefined {
  // The cap of the data, so that runs with other caps are judged by the same cuts.
  return cut?.remaining ?? (Number.isFinite(rulCap) ? [0, rulCap] : undefined);
}
