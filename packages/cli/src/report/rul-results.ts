import { HEALTH_STATES } from '@amnl/data-fleet';
import { finiteNumbers, type RulResults, type SectionResult } from '@amnl/report';
import { countsCycles, type DataFacts, rowNoun } from '../schemas/data-facts.js';
import type { RunMetrics } from '../schemas/metrics.js';
import { readUnitResults } from './read-predictions.js';

/** What {@link rulResults} is made from: the final evaluation as the files of a run have it. */
export interface ResultParts {
  readonly metrics: RunMetrics;
  /** Content of `predictions.csv`, and what a message calls it. */
  readonly predictions: string;
  readonly from: string;
  /** Cap of the targets, in the unit of time of the data. */
  readonly rulCap: number;
  readonly data: DataFacts;
}

/** What the page calls zones that are not an offset. */
const ZONE_NAMES: Readonly<Record<string, string>> = { Z: 'UTC', date: '' };

/** Predictions and figures as the report shows them. @throws CLI_RUN_INVALID where the predictions are damaged */
export function rulResults({ metrics, predictions, from, rulCap, data }: ResultParts): RulResults {
  const { report } = metrics;
  const lastCycle = section(report.lastCycle);
  return {
    timeUnit: data.timeUnit,
    rowNoun: rowNoun(data.timeUnit),
    ...(data.clock && { timeUnitMs: data.clock.unitMs, timeZone: ZONE_NAMES[data.clock.zone] ?? data.clock.zone }),
    ...(Number.isFinite(rulCap) && { cap: rulCap }),
    nasaScore: countsCycles(data.timeUnit),
    metrics: finiteNumbers(metrics),
    lastCycle,
    // Where every unit has one window, it is the last one.
    allCycles: report.allCycles === undefined ? lastCycle : section(report.allCycles),
    states: HEALTH_STATES,
    stateBorders: [null, data.healthBorders.degrading, data.healthBorders.critical],
    unitNoun: data.noun,
    units: readUnitResults(predictions, from, data.clock?.unitMs),
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
