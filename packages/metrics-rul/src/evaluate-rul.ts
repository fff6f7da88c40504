import { type HostTensors, knownOptions, requireOption } from '@amnl/core-loop';
import { failure } from './check.js';
import { type ClassificationReport, classificationReport, confusionMatrix } from './classification.js';
import { type RangeReport, rangeReports } from './ranges.js';
import { type RegressionReport, regressionReport } from './regression.js';
import { type RulSamples, readSamples, select } from './samples.js';
import { type UnitReport, unitReports } from './units.js';

/** Options of {@link evaluateRul} and `rulMetrics`. */
export interface EvaluateRulOptions {
  /** Targets are capped at this many cycles; `Infinity`: no cap. @default 125 */
  readonly cap?: number;
  /** Inner borders of the RUL ranges, ascending; a border belongs to the range below it. @default [15, 50, 100] */
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
  /** One row per unit, by ascending number; only if the source has `unit`. */
  readonly units?: readonly UnitReport[];
}

/**
 * Evaluates the predictions of a whole source.
 *
 * @param outputs `rul` [B] in cycles; optionally `health` [B, K] logits
 * @param targets `rul` [B]; optionally `health` [B], `uncappedRul` [B] (uncapped), `unit` [B], `last` [B] (1 on a unit's
 *   last window; without it every window counts as a last one)
 * @throws MR_TENSOR_MISSING, MR_EMPTY, MR_LENGTH, MR_CLASS, MR_NO_LAST, CL_OPTION_INVALID
 */
export function evaluateRul(outputs: HostTensors, targets: HostTensors, options: EvaluateRulOptions = {}): RulReport {
  const { cap, ranges } = checkOptions('evaluateRul', options);
  const all = readSamples(outputs, targets, cap);
  const last = select(all, (i) => all.last?.[i] !== 0);
  if (last.predicted.length === 0) {
    throw failure('MR_NO_LAST', `none of ${all.predicted.length} windows is marked as a unit's last. Set targets.last`);
  }
  const whole = last.predicted.length < all.predicted.length;
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
    ...(all.unit && { units: unitReports(all) }),
  };
}

function section({ predicted, actual, health }: RulSamples, ranges: readonly number[]): SectionReport {
  return {
    regression: regressionReport(predicted, actual),
    ...(health && {
      health: classificationReport(confusionMatrix(health.predicted, health.actual, health.classes)),
    }),
    ranges: rangeReports(predicted, actual, ranges),
  };
}

/** Fills in defaults. Throws `CL_OPTION_UNKNOWN`, `CL_OPTION_INVALID`. */
export function checkOptions(by: string, options: EvaluateRulOptions): Required<EvaluateRulOptions> {
  knownOptions(by, options, ['cap', 'ranges']);
  const { cap = 125, ranges = [15, 50, 100] } = options;
  requireOption('metrics-rul', cap > 0, 'cap', 'a number of cycles > 0, or Infinity', cap);
  const ascend = ranges.every((border, i) => Number.isFinite(border) && (i === 0 || border > ranges[i - 1]!));
  requireOption('metrics-rul', ascend, 'ranges', 'ascending numbers', ranges);
  return { cap, ranges };
}
