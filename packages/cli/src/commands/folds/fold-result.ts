import { basename, join } from 'node:path';
import type { Numbers } from '@amnl/report';
import { readMetrics } from '../../run-folder/read-history.js';
import { needRunFile } from '../../run-folder/read-run-file.js';
import { foldFolder, RUN_FILES } from '../../run-folder/run-folder.js';
import { EARLIER_NAMES } from '../../schemas/earlier-names.js';
import { figures } from '../../schemas/figures.js';
import type { FoldResult } from '../../schemas/folds.js';
import { cliError } from '../../terminal/errors.js';
import { type HeldOutRows, heldOutRows } from './held-out-rows.js';

const FIGURES = Object.keys(figures).filter((name) => !Object.hasOwn(EARLIER_NAMES, name));

/** What came of the run of one fold, which is done. @throws CLI_RUN_INVALID */
export async function foldResult(parent: string, fold: number): Promise<FoldResult & { readonly rows: HeldOutRows }> {
  const folder = foldFolder(parent, fold);
  const metrics = await readMetrics(folder);
  if (metrics === undefined) {
    throw cliError(
      'CLI_RUN_INVALID',
      `${join(folder, RUN_FILES.metrics)} is missing. Restore the file, or train again`,
    );
  }
  const file = metrics.holdout === undefined ? RUN_FILES.predictions : RUN_FILES.holdout;
  const rows = heldOutRows(await needRunFile(folder, file), join(folder, file));
  const tested = figuresIn(metrics);
  return {
    fold,
    folder: basename(folder),
    held_out_units: unitsIn(rows.rows),
    held_out_running_units: unitsIn(rows.rows.filter(({ running }) => running)),
    epochs: metrics.epochs,
    bestEpoch: metrics.bestEpoch,
    stopped_by: metrics.stopped_by,
    held_out: metrics.holdout ?? tested,
    ...(metrics.holdout !== undefined && { test: tested }),
    rows,
  };
}

function figuresIn(metrics: Readonly<Record<string, unknown>>): Numbers {
  const found = FIGURES.filter((name) => Object.hasOwn(metrics, name));
  return Object.fromEntries(found.map((name) => [name, metrics[name] as number | null]));
}

function unitsIn(rows: HeldOutRows['rows']): number {
  return new Set(rows.map(({ unit }) => unit)).size;
}
