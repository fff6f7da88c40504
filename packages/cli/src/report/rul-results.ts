import { HEALTH_STATES } from '@amnl/data-fleet';
import { finiteNumbers, type RulResults, type SectionResult, type UnitReasons, type UnitResult } from '@amnl/report';
import { RUN_FILES } from '../run-folder/run-folder.js';
import { countsCycles, type DataFacts, rowNoun } from '../schemas/data-facts.js';
import type { RunMetrics } from '../schemas/metrics.js';
import { judged } from './judged.js';

/** What {@link rulResults} is made from: the final evaluation as the files of a run have it. */
export interface ResultParts {
  readonly metrics: RunMetrics;
  /** Of `predictions.csv`. */
  readonly units: readonly UnitResult[];
  /** Cap of the targets, in the unit of time of the data. */
  readonly rulCap: number;
  readonly data: DataFacts;
  /** Why units were predicted so, by their names. Default: of none. */
  readonly reasons?: ReadonlyMap<string, UnitReasons> | undefined;
}

/** What the page calls zones that are not an offset. */
const ZONE_NAMES: Readonly<Record<string, string>> = { Z: 'UTC', date: '' };

/** Predictions and figures as the report shows them. */
export function rulResults({ metrics, units, rulCap, data, reasons }: ResultParts): RulResults {
  const { report } = metrics;
  const lastCycle = section(report.lastCycle);
  return {
    timeUnit: data.timeUnit,
    rowNoun: rowNoun(data.timeUnit),
    ...(data.clock && { timeUnitMs: data.clock.unitMs, timeZone: ZONE_NAMES[data.clock.zone] ?? data.clock.zone }),
    ...(Number.isFinite(rulCap) && { cap: rulCap }),
    nasaScore: countsCycles(data.timeUnit),
    metrics: judged(finiteNumbers(metrics), data.timeUnit),
    lastCycle,
    // Where every unit has one window, it is the last one.
    allCycles: report.allCycles === undefined ? lastCycle : section(report.allCycles),
    states: HEALTH_STATES,
    stateBorders: [null, data.healthBorders.degrading, data.healthBorders.critical],
    unitNoun: data.noun,
    units: units.map((unit) => withReasons(unit, reasons?.get(unit.unit))),
    allIn: RUN_FILES.predictions,
  };
}

function withReasons(unit: UnitResult, reasons: UnitReasons | undefined): UnitResult {
  return reasons ? { ...unit, reasons } : unit;
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
