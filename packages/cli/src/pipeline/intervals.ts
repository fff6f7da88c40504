import { type CalibrationSamples, conformalIntervals, type IntervalData, type IntervalOptions } from '@amnl/conformal';
import type { CalibrationData } from '../schemas/calibration.js';

/** Coverage of intervals unless another one is asked for. */
const COVERAGE = 0.9;

/** The intervals of a run. @throws CF_TOO_FEW_UNITS, CL_OPTION_INVALID for a coverage that cannot be */
export function intervalsOf(calibration: CalibrationData, coverage = COVERAGE): IntervalData {
  return conformalIntervals(samplesOf(calibration), intervalOptions(calibration, coverage));
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
