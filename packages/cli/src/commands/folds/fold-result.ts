import { basename, join } from 'node:path';
import type { Numbers } from '@amnl/report';
import { type PredictionRow, predictionRows, runTable } from '../../run-folder/prediction-rows.js';
import { readMetrics } from '../../run-folder/read-history.js';
import { foldFolder, RUN_FILES } from '../../run-folder/run-folder.js';
import { EARLIER_NAMES } from '../../schemas/earlier-names.js';
import { figures } from '../../schemas/figures.js';
import type { FoldResult } from '../../schemas/folds.js';
import { cliError } from '../../terminal/errors.js';

/** The run of a fold, which is done. */
export interface DoneFold {
  readonly result: FoldResult;
  /** File with the predictions of the units held out. */
  readonly predictions: string;
  /** The last one of every unit. */
  readonly last: readonly PredictionRow[];
  /** How many of them are of units whose life is known. */
  readonly knownWindows: number;
}

const FIGURES = Object.keys(figures).filter((name) => !Object.hasOwn(EARLIER_NAMES, name));

/** What came of the run of one fold, from its files. @throws CLI_RUN_INVALID */
export async function doneFold(parent: string, fold: number): Promise<DoneFold> {
  const folder = foldFolder(parent, fold);
  const metrics = await readMetrics(folder);
  if (metrics === undefined) {
    const file = join(folder, RUN_FILES.metrics);
    throw cliError('CLI_RUN_INVALID', `${file} is missing. Restore the file, or train again`);
  }
  const predictions = join(folder, metrics.holdout === undefined ? RUN_FILES.predictions : RUN_FILES.holdout);
  const last: PredictionRow[] = [];
  let knownWindows = 0;
  for (const row of heldOutRows(predictions)) {
    if (!row.running) knownWindows += 1;
    if (row.last) last.push(row);
  }
  if (last.length === 0) {
    throw cliError('CLI_RUN_INVALID', `${predictions} has no last window of a unit. Restore the file`);
  }
  const tested = figuresIn(metrics);
  const result = {
    fold,
    folder: basename(folder),
    held_out_units: last.length,
    held_out_running_units: last.filter(({ running }) => running).length,
    epochs: metrics.epochs,
    bestEpoch: metrics.bestEpoch,
    stopped_by: metrics.stopped_by,
    held_out: metrics.holdout ?? tested,
    ...(metrics.holdout !== undefined && { test: tested }),
  };
  return { result, predictions, last, knownWindows };
}

/** The predictions over all windows of the units that a run held out, read as they are asked for. @throws CLI_RUN_INVALID */
export function heldOutRows(path: string): Generator<PredictionRow> {
  return predictionRows(runTable(path), path);
}

/** The flat figures of an evaluation that a `metrics.json` has, by today's names. */
export function figuresIn(metrics: Readonly<Record<string, unknown>>): Numbers {
  const found = FIGURES.filter((name) => Object.hasOwn(metrics, name));
  return Object.fromEntries(found.map((name) => [name, metrics[name] as number | null]));
}
