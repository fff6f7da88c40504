import type { DataSource, HostTensors, Metrics, Trainer } from '@amnl/core-loop';
import type { Windows } from '@amnl/data-fleet';
import { evaluateRul, flatMetrics, type RulReport, type RunningReport } from '@amnl/metrics-rul';
import { csvLine } from '../files/csv.js';
import { type Calibrated, type IntervalReport, judgeIntervals } from './judge-intervals.js';
import {
  float32Text,
  type PredictionFacts,
  predictionCells,
  predictionColumns,
  readPredictions,
} from './predictions.js';
import { type FleetPrognostics, ofFleet, type Prognostics, prognosticsOf } from './prognostics.js';

/** Everything a pass over all test windows gives. */
export interface Evaluation {
  /** Flat numbers, see `rulMetrics` of `@amnl/metrics-rul`. */
  readonly metrics: Metrics;
  /** Confusion matrix, RUL ranges and uncapped figures; without the rows per unit, which are in `predictions`. */
  readonly report: EvaluationReport;
  /** Prognostic metrics with their rows per unit; the report has them without. */
  readonly prognostics?: Prognostics | undefined;
  /** How the run's intervals did, where it has any that can be judged. */
  readonly intervals?: IntervalReport;
  /** The lines of `predictions.csv`, in parts: one row a window, with the truth. They are made as they are read. */
  readonly predictions: Iterable<readonly string[]>;
  /** Predicted of each window, in the unit of time of the data. */
  readonly rul: ArrayLike<number>;
}

/** A report without its rows per unit. */
export type EvaluationReport = Omit<RulReport, 'units' | 'running'> & {
  readonly running?: Omit<RunningReport, 'units'>;
  /** Prognostic metrics over units whose life is known; absent if none has two windows below the cap. */
  readonly prognostics?: FleetPrognostics;
};

/** What {@link evaluateFully} has to know of its source. */
export interface EvaluationOptions {
  /** What its batches are made of, in their order. */
  readonly windows: Windows;
  /** Cap of the targets, in the unit of time of the data. */
  readonly rulCap: number;
  /** Inner borders of the ranges of the true RUL, see `rulRanges`. */
  readonly ranges: readonly number[];
  /** Unit of time of the data. */
  readonly timeUnit: string;
  readonly simulated: boolean;
  /** The run's intervals, and what they are made of. */
  readonly calibrated?: Calibrated | undefined;
}

/** Evaluates the weights that the model has now over all windows of `source`. */
export async function evaluateFully(
  trainer: Pick<Trainer, 'predictWithTargets'>,
  source: DataSource,
  { windows, rulCap: cap, ranges, timeUnit, simulated, calibrated }: EvaluationOptions,
): Promise<Evaluation> {
  const { outputs, targets } = await trainer.predictWithTargets(source);
  const full = evaluateRul(outputs, targets, { cap, ranges });
  const judged = calibrated && judgeIntervals(calibrated, { windows, predicted: outputs['rul']!.data, ranges });
  const prognostics = prognosticsOf(outputs, windows, cap);
  const facts = { windows, rulCap: cap, timeUnit, simulated, intervals: calibrated?.intervals };
  return {
    metrics: flatMetrics(full),
    report: { ...withoutUnits(full), ...(prognostics && { prognostics: ofFleet(prognostics) }) },
    ...(judged && { intervals: judged }),
    prognostics,
    predictions: predictionLines(outputs, facts),
    rul: outputs['rul']!.data,
  };
}

function withoutUnits({ units: _, running, ...report }: RulReport): EvaluationReport {
  if (!running) return report;
  const { units: __, ...counts } = running;
  return { ...report, running: counts };
}

/** Rows that are made at a time. */
const ROWS = 16_384;

/** All rows of a large fleet would not fit into one text. */
function* predictionLines(
  outputs: HostTensors,
  {
    windows,
    simulated,
    ...rest
  }: Omit<EvaluationOptions, 'ranges' | 'calibrated'> & Pick<PredictionFacts, 'intervals'>,
): Generator<readonly string[]> {
  const { uncappedRul, last, censored } = windows;
  const facts = { ...rest, dated: windows.clock !== undefined, spread: outputs['rul_spread'] !== undefined };
  const anyRunning = censored.includes(1);
  const more = ['true_rul', 'last', 'simulated', ...(anyRunning ? ['censored'] : [])];
  yield [csvLine([...predictionColumns(facts), ...more])];
  for (let from = 0; from < windows.unit.length; from += ROWS) {
    yield readPredictions(outputs, windows, from, from + ROWS).map((prediction, at) => {
      const i = from + at;
      const known = [float32Text(uncappedRul![i]!), String(last[i]), simulated ? '1' : '0'];
      const running = anyRunning ? [String(censored[i])] : [];
      return csvLine([...predictionCells(prediction, facts), ...known, ...running]);
    });
  }
}
