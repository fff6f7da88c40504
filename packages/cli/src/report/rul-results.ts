import { HEALTH_BORDERS } from '@amnl/data-cmapss';
import { HEALTH_STATES } from '@amnl/data-fleet';
import { finiteNumbers, type RulResults, type SectionResult } from '@amnl/report';
import type { RunMetrics } from '../schemas/metrics.js';
import { readUnitResults } from './read-predictions.js';

/** What {@link rulResults} is made from: the final evaluation as the files of a run have it. */
export interface ResultParts {
  readonly metrics: RunMetrics;
  /** Content of `predictions.csv`, and what a message calls it. */
  readonly predictions: string;
  readonly from: string;
  /** Cap of the targets in cycles. */
  readonly rulCap: number;
}

/** Predictions and figures as the report shows them. @throws CLI_RUN_INVALID where the predictions are damaged */
export function rulResults({ metrics, predictions, from, rulCap }: ResultParts): RulResults {
  const { report } = metrics;
  const lastCycle = section(report.lastCycle);
  return {
    cap: rulCap,
    metrics: finiteNumbers(metrics),
    lastCycle,
    // Where every unit has one window, it is the last one.
    allCycles: report.allCycles === undefined ? lastCycle : section(report.allCycles),
    states: HEALTH_STATES,
    stateBorders: [null, HEALTH_BORDERS.degrading, HEALTH_BORDERS.critical],
    unitNoun: 'engine', // C-MAPSS has turbofans
    units: readUnitResults(predictions, from),
  };
}

function section({ ranges, health }: RunMetrics['report']['lastCycle']): SectionResult {
  return {
    ranges: ranges.map(({ from, to, count, regression: { rmse, errorMean, errorStd } = {} }) => ({
      from,
      to,
      count,
      ...(rmse != null && errorMean != null && errorStd != null && { rmse, errorMean, errorStd }),
    })),
    confusion: health?.confusion ?? [],
  };
}
