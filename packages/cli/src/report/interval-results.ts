import { TrainError } from '@amnl/core-loop';
import type { CoverageResults, IntervalResults } from '@amnl/report';
import { intervalsOf } from '../pipeline/intervals.js';
import type { CalibrationData } from '../schemas/calibration.js';
import type { RunMetrics } from '../schemas/metrics.js';

type Judged = NonNullable<RunMetrics['intervals']>;

/**
 * The intervals of a run as the report shows them: as they were judged at its end, else as its `calibration.json` has them.
 * @returns words where too few units were held out
 */
export function intervalResults(
  judged: Judged | undefined,
  calibration: CalibrationData | undefined,
): IntervalResults | string | undefined {
  if (judged) {
    const { coverage, units, cross, bins, lastCycle, allCycles } = judged;
    return {
      coverage,
      units,
      cross,
      bins,
      lastCycle: coverageOf(lastCycle),
      ...(allCycles && { allCycles: coverageOf(allCycles) }),
    };
  }
  if (!calibration) return undefined;
  try {
    const { coverage, units, bins } = intervalsOf(calibration);
    return { coverage, units, bins };
  } catch (error) {
    if (error instanceof TrainError && error.code === 'CF_TOO_FEW_UNITS') return error.detail;
    throw error;
  }
}

function coverageOf({ samples, ranges, ...figures }: Judged['lastCycle']): CoverageResults {
  return {
    count: samples,
    ...figures,
    ranges: ranges.map(({ above, upTo, samples: count, ...rest }, i) => ({
      from: i === 0 && above === 0 ? null : above,
      to: upTo,
      count,
      ...rest,
    })),
  };
}
