import {
  type CoverageReport,
  coverageReport,
  crossIntervals,
  type IntervalData,
  intervalAt,
  leastGroups,
} from '@amnl/conformal';
import type { Windows } from '@amnl/data-fleet';
import type { CalibrationData } from '../schemas/calibration.js';
import { intervalOptions, samplesOf } from './intervals.js';

/** How intervals did on units whose life is known. */
export interface IntervalReport {
  /** Nominal coverage. */
  readonly coverage: number;
  /** Units that they are calibrated on. */
  readonly units: number;
  /** Whether those are the units evaluated: then each is judged by intervals that are calibrated on the others. */
  readonly cross: boolean;
  readonly bins: IntervalData['bins'];
  /** The last window of every unit. */
  readonly lastCycle: CoverageReport;
  /** All windows; absent if there are only last ones. */
  readonly allCycles?: CoverageReport;
}

/** Intervals of a run, and how they are judged. */
export interface Calibrated {
  readonly calibration: CalibrationData;
  readonly intervals: IntervalData;
  /** Whether the windows are of the units that they are calibrated on. */
  readonly heldOut: boolean;
}

/** What is judged. */
export interface JudgedWindows {
  readonly windows: Windows;
  /** Predictions, one a window. */
  readonly predicted: ArrayLike<number>;
  /** Inner borders of the ranges of the true RUL. */
  readonly ranges: readonly number[];
}

/**
 * Judges the intervals of a run by windows of units whose life is known.
 * @returns undefined where too few units were held out to judge each by the others, or a prediction is not finite
 */
export function judgeIntervals(
  { calibration, intervals, heldOut }: Calibrated,
  { windows, predicted, ranges }: JudgedWindows,
): IntervalReport | undefined {
  if (heldOut && calibration.units.length <= leastGroups(intervals.coverage)) return undefined;
  const cap = intervals.cap ?? Number.POSITIVE_INFINITY;
  const known = [...windows.unit.keys()].filter((i) => windows.censored[i] === 0);
  const rul = known.map((i) => predicted[i]!);
  const place = new Map(calibration.units.map((name, unit) => [name, unit]));
  const unit = known.map((i) => place.get(windows.units[windows.unit[i]!]!) ?? -1);
  const made = heldOut
    ? crossIntervals(samplesOf(calibration), { predicted: rul, unit }, intervalOptions(calibration, intervals.coverage))
    : rul.map((life) => intervalAt(intervals, life));
  const report = (keep: (window: number) => boolean) => {
    const places = [...known.keys()].filter((k) => keep(known[k]!));
    const [some, lives] = [places.map((k) => made[k]!), places.map((k) => windows.uncappedRul![known[k]!]!)];
    return coverageReport(some, lives, { cap, ranges });
  };
  const isLast = (window: number) => windows.last[window] === 1;
  return {
    coverage: intervals.coverage,
    units: intervals.units,
    cross: heldOut,
    bins: intervals.bins,
    lastCycle: report(isLast),
    ...(!known.every(isLast) && { allCycles: report(() => true) }),
  };
}
