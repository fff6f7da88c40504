import {
  type CalibrationSamples,
  conformalIntervals,
  type IntervalData,
  type IntervalOptions,
  mostCoverage,
} from '@amnl/conformal';
import type { CalibrationData } from '../schemas/calibration.js';

/** Coverage of intervals unless another one is asked for. */
export const USUAL_COVERAGE = 0.9;

/** What is taken in its place where too few units were held out for it: the first that they allow. */
const LOWER = [0.8, 0.7];

/** The intervals of a run. @throws CF_TOO_FEW_UNITS, CL_OPTION_INVALID for a coverage that cannot be */
export function intervalsOf(calibration: CalibrationData, coverage?: number): IntervalData {
  const samples = samplesOf(calibration);
  return conformalIntervals(samples, intervalOptions(calibration, coverage ?? usualCoverage(samples)));
}

/** The usual coverage, or the next lower one that so many units allow. */
function usualCoverage({ unit }: CalibrationSamples): number {
  const most = mostCoverage(new Set(Array.from(unit)).size);
  return [USUAL_COVERAGE, ...LOWER].find((coverage) => coverage <= most) ?? USUAL_COVERAGE;
}

/** Options of `conformalIntervals` for the intervals of a run. */
export function intervalOptions({ rulCap, ranges }: CalibrationData, coverage: number): IntervalOptions {
  return { coverage, cap: rulCap ?? Number.POSITIVE_INFINITY, ranges };
}

/** The moments that held-out units are cut at: those in whose place a new unit may stand. */
export function samplesOf({ rows: { unit, rul, remaining }, remaining: range }: CalibrationData): CalibrationSamples {
  const [least, most] = range ?? [0, Number.POSITIVE_INFINITY];
  const places = [...unit.keys()].filter((i) => remaining[i]! >= least && remaining[i]! <= most);
  const pick = (column: readonly number[]) => places.map((i) => column[i]!);
  return { predicted: pick(rul), actual: pick(remaining), unit: pick(unit) };
}
