import type { DataSource, HostTensors, Metrics, Trainer } from '@amnl/core-loop';
import type { Windows } from '@amnl/data-fleet';
import { evaluateRul, flatMetrics, type RulReport } from '@amnl/metrics-rul';
import { asText, csvLines, PREDICTION_COLUMNS, predictionCells, readPredictions } from './predictions.js';

/** Everything a pass over all test windows gives. */
export interface Evaluation {
  /** Flat numbers, see `rulMetrics` of `@amnl/metrics-rul`. */
  readonly metrics: Metrics;
  /** Confusion matrix, RUL ranges and uncapped figures; without the rows per unit, which are in `predictions`. */
  readonly report: Omit<RulReport, 'units'>;
  /** Content of `predictions.csv`: one row a window, with the truth. */
  readonly predictions: string;
}

/** What {@link evaluateFully} has to know of its source. */
export interface EvaluationOptions {
  /** What its batches are made of, in their order. */
  readonly windows: Windows;
  /** Cap of the targets, in the unit of time of the data. */
  readonly rulCap: number;
  readonly simulated: boolean;
}

/** Evaluates the weights that the model has now over all windows of `source`. */
export async function evaluateFully(
  trainer: Pick<Trainer, 'predictWithTargets'>,
  source: DataSource,
  { windows, rulCap: cap, simulated }: EvaluationOptions,
): Promise<Evaluation> {
  const { outputs, targets } = await trainer.predictWithTargets(source);
  const full = evaluateRul(outputs, targets, { cap });
  const { units: _, ...report } = full;
  return { metrics: flatMetrics(full), report, predictions: predictionsCsv(outputs, windows, simulated) };
}

function predictionsCsv(outputs: HostTensors, windows: Windows, simulated: boolean): string {
  const { uncappedRul, last } = windows;
  const rows = readPredictions(outputs, windows).map((prediction, i) => [
    ...predictionCells(prediction),
    String(uncappedRul![i]),
    String(last[i]),
    simulated ? '1' : '0',
  ]);
  return asText(csvLines([...PREDICTION_COLUMNS, 'true_rul', 'last', 'simulated'], rows));
}
