import { type HostTensors, knownOptions, requireOption } from '@amnl/core-loop';
import { failure } from './check.js';
import { type ClassificationReport, classificationReport, confusionMatrix } from './classification.js';
import { type Concordance, concordance } from './concordance.js';
import { type RangeReport, rangeReports } from './ranges.js';
import { type RegressionReport, regressionReport } from './regression.js';
import { type RulSamples, readSamples, select } from './samples.js';
import { type RunningUnitReport, runningReports, type UnitReport, unitReports } from './units.js';

/** Options of {@link evaluateRul} and `rulMetrics`. */
export interface EvaluateRulOptions {
  /** Targets are capped at so much, in their unit of time; `Infinity`: no cap. @default 125, the cap of the paper */
  readonly cap?: number;
  /** Inner borders of the RUL ranges, ascending; a border belongs to the range below it. @default [15, 50, 100], for a cap of 125 */
  readonly ranges?: readonly number[];
}

/** Figures of one selection of windows. */
export interface SectionReport {
  readonly regression: RegressionReport;
  /** Only if the model has a health output and the source health labels. */
  readonly health?: ClassificationReport;
  readonly ranges: readonly RangeReport[];
}

/** The whole evaluation, ready for `JSON.stringify`. */
export interface RulReport {
  /** `null` without a cap. */
  readonly cap: number | null;
  /** The last window of every unit. */
  readonly lastCycle: SectionReport;
  /** All windows; absent if the source holds last windows only. */
  readonly allCycles?: SectionReport;
  /** Against uncapped targets; only if the source has `uncappedRul`. */
  readonly uncapped?: { readonly lastCycle: RegressionReport; readonly allCycles?: RegressionReport };
  /** Of the last windows, those of units that still run included; absent if no two can be compared. */
  readonly concordance?: Concordance;
  /** One row per unit whose life is known, by ascending number; only if the source has `unit`. */
  readonly units?: readonly UnitReport[];
  /** Units that still run, which no other figure but `concordance` counts; only if the source says so with `running` or `censored`. */
  readonly running?: RunningReport;
}

/** What is known of predictions for units that still run. */
export interface RunningReport {
  /** Last windows: units. */
  readonly count: number;
  /** All windows. */
  readonly windows: number;
  /** Units among them that are predicted to live shorter than they already have. */
  readonly early: number;
  /** One row per unit, by ascending number; only if the source has `unit`. */
  readonly units?: readonly RunningUnitReport[];
}

/**
 * Evaluates the predictions of a whole source. Units that still run have no known life to hold a prediction against: they are counted,
 * and take part in the concordance; all other figures are over the others.
 *
 * @param outputs `rul` [B] in the unit of time of the targets; optionally `health` [B, K] logits
 * @param targets `rul` [B]; optionally `health` [B], `uncappedRul` [B] (uncapped), `unit` [B], `last` [B] (1 on a unit's
 *   last window; without it every window counts as a last one)
 * @throws MR_TENSOR_MISSING, MR_EMPTY, MR_LENGTH, MR_CLASS, MR_NO_LAST, CL_OPTION_INVALID
 */
export function evaluateRul(outputs: HostTensors, targets: HostTensors, options: EvaluateRulOptions = {}): RulReport {
  const { cap, ranges } = checkOptions('evaluateRul', options);
  const samples = readSamples(outputs, targets, cap);
  const isRunning = (i: number) => samples.running?.[i] === 1;
  const isLast = (i: number) => samples.last?.[i] !== 0;
  const all = samples.running ? select(samples, (i) => !isRunning(i)) : samples;
  if (all.predicted.length === 0) {
    throw failure(
      'MR_NO_KNOWN_LIFE',
      `all ${samples.predicted.length} windows are of units that still run, so no life is known to hold a prediction against. Evaluate on units of which some have failed`,
    );
  }
  const last = select(all, (i) => all.last?.[i] !== 0);
  if (last.predicted.length === 0) {
    throw failure('MR_NO_LAST', `none of ${all.predicted.length} windows is marked as a unit's last. Set targets.last`);
  }
  const whole = last.predicted.length < all.predicted.length;
  const order = ordered(select(samples, isLast), cap);
  return {
    cap: Number.isFinite(cap) ? cap : null,
    lastCycle: section(last, ranges),
    ...(whole && { allCycles: section(all, ranges) }),
    ...(all.raw && {
      uncapped: {
        lastCycle: regressionReport(last.predicted, last.raw!),
        ...(whole && { allCycles: regressionReport(all.predicted, all.raw) }),
      },
    }),
    ...(order && { concordance: order }),
    ...(all.unit && { units: unitReports(all) }),
    ...(samples.running && { running: ofRunning(select(samples, isRunning)) }),
  };
}

/** A lower bound of the cap or more is the exact target: the cap. */
function ordered({ predicted, actual, running }: RulSamples, cap: number): Concordance | undefined {
  const censored = running && Uint8Array.from(running, (flag, i) => +(flag === 1 && actual[i]! < cap));
  return concordance(predicted, actual, censored);
}

function ofRunning(samples: RulSamples): RunningReport {
  const { predicted, actual } = select(samples, (i) => samples.last?.[i] !== 0);
  return {
    count: predicted.length,
    windows: samples.predicted.length,
    early: Array.from(predicted).filter((life, i) => life < actual[i]!).length,
    ...(samples.unit && { units: runningReports(samples) }),
  };
}

function section({ predicted, actual, health: labelled }: RulSamples, ranges: readonly number[]): SectionReport {
  const health = labelled && withKnownState(labelled);
  return {
    regression: regressionReport(predicted, actual),
    ...(health && { health: healthReport(health) }),
    ranges: rangeReports(predicted, actual, ranges),
  };
}

/** With a prediction that is NaN every figure is NaN, as an RMSE would be; the confusion matrix counts the others. */
function healthReport({ predicted, actual, classes }: NonNullable<RulSamples['health']>): ClassificationReport {
  const at = Array.from(predicted, (_, i) => i).filter((i) => !Number.isNaN(predicted[i]));
  if (at.length === predicted.length) return classificationReport(confusionMatrix(predicted, actual, classes));
  const none = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const pick = (column: ArrayLike<number>) => at.map((i) => column[i]!);
  const support = (k: number) => Array.from(actual).filter((truth) => truth === k).length;
  const nan = { precision: Number.NaN, recall: Number.NaN, f1: Number.NaN };
  return {
    accuracy: Number.NaN,
    f1Weighted: Number.NaN,
    perClass: none.map((_, k) => ({ ...nan, support: support(k) })),
    confusion: at.length === 0 ? none : confusionMatrix(pick(predicted), pick(actual), classes),
  };
}

/** The samples whose state is known: their label is not −1. Undefined: none. */
function withKnownState(health: NonNullable<RulSamples['health']>): RulSamples['health'] {
  const at = Array.from(health.actual, (_, i) => i).filter((i) => health.actual[i] !== -1);
  if (at.length === health.actual.length) return health;
  const pick = (column: ArrayLike<number>) => at.map((i) => column[i]!);
  return at.length === 0 ? undefined : { ...health, predicted: pick(health.predicted), actual: pick(health.actual) };
}

/** Fills in defaults. Throws `CL_OPTION_UNKNOWN`, `CL_OPTION_INVALID`. */
export function checkOptions(by: string, options: EvaluateRulOptions): Required<EvaluateRulOptions> {
  knownOptions(by, options, ['cap', 'ranges']);
  const { cap = 125, ranges = [15, 50, 100] } = options;
  requireOption('metrics-rul', cap > 0, 'cap', 'a number > 0, in the unit of time of the targets, or Infinity', cap);
  const ascend = ranges.every((border, i) => Number.isFinite(border) && (i === 0 || border > ranges[i - 1]!));
  requireOption('metrics-rul', ascend, 'ranges', 'ascending numbers', ranges);
  return { cap, ranges };
}
