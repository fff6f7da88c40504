import { join } from 'node:path';
import { rmse } from '@amnl/metrics-rul';
import type { Choices, TestFigures } from '@amnl/report';
import { predictionRows, runTable } from '../run-folder/prediction-rows.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import type { HistoryLine } from '../schemas/history.js';
import type { RunMetrics } from '../schemas/metrics.js';
import { cliError } from '../terminal/errors.js';
import { epochChoices, runCurves } from './epoch-choices.js';

/** What a finished run says of the test units. */
export interface RunResult {
  readonly epochs: number;
  /** Of a network. */
  readonly parameters?: number;
  readonly final: TestFigures;
  readonly choices: Choices;
  readonly curves: ReturnType<typeof runCurves>;
  /** Those whose life is known, in the order of the file. */
  readonly units: readonly string[];
  /** True RUL at the last row of each, capped. */
  readonly truths: readonly number[];
  readonly predicted: readonly number[];
  /** Wall hours of training, all processes of the run together. */
  readonly hours: number;
}

/** The files of a finished run, as far as a benchmark needs them. */
export interface FinishedRun {
  readonly folder: string;
  readonly metrics: RunMetrics;
  readonly history: readonly HistoryLine[];
  readonly rulCap: number;
}

/** Reads the predictions of a finished run. @throws CLI_RUN_INVALID for damaged ones, and those that do not give the figures of `metrics.json` */
export function runResult({ folder, metrics, history, rulCap }: FinishedRun): RunResult {
  const path = join(folder, RUN_FILES.predictions);
  const rows = [...predictionRows(runTable(path), path)].filter(({ last, running }) => last && !running);
  const truths = rows.map(({ trueRul }) => Math.min(trueRul, rulCap));
  const predicted = rows.map(({ rul }) => rul);
  const said = metrics.RMSE_last_cycle;
  const found = rmse(predicted, truths);
  if (said !== null && !(Math.abs(found - said) <= 1e-4 * Math.max(1, said))) {
    throw cliError(
      'CLI_RUN_INVALID',
      `${path} gives an RMSE of ${found}, and ${RUN_FILES.metrics} says ${said}. Restore the files, or train the run again`,
    );
  }
  return {
    epochs: metrics.epochs,
    parameters: metrics.parameters,
    final: { rmse: said, nasa: metrics.nasa_score_last_cycle },
    choices: epochChoices(history, metrics.bestEpoch),
    curves: runCurves(history),
    units: rows.map(({ unit }) => unit),
    truths,
    predicted,
    hours: (metrics.timings?.seconds ?? metrics.training_seconds) / 3600,
  };
}
