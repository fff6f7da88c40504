import type { DataSource, HostTensors, Metrics, Trainer } from '@amnl/core-loop';
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

/** Evaluates the weights that the model has now over all windows of `source`. */
export async function evaluateFully(
  trainer: Pick<Trainer, 'predictWithTargets'>,
  source: DataSource,
  { rulCap: cap, simulated }: { readonly rulCap: number; readonly simulated: boolean },
): Promise<Evaluation> {
  const { outputs, targets } = await trainer.predictWithTargets(source);
  const full = evaluateRul(outputs, targets, { cap });
  const { units: _, ...report } = full;
  return { metrics: flatMetrics(full), report, predictions: predictionsCsv(outputs, targets, simulated) };
}

function predictionsCsv(outputs: HostTensors, targets: HostTensors, simulated: boolean): string {
  const [unit, cycle, last, truth] = (['unit', 'cycle', 'last', 'uncappedRul'] as const).map(
    (name) => targets[name]!.data,
  );
  const rows = readPredictions(outputs, { unit: unit!, cycle: cycle! }).map((prediction, i) => [
    ...predictionCells(prediction),
    String(truth![i]),
    String(last![i]),
    simulated ? '1' : '0',
  ]);
  return asText(csvLines([...PREDICTION_COLUMNS, 'true_rul', 'last', 'simulated'], rows));
}
