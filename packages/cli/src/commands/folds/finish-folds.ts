import { join } from 'node:path';
import { renderReport } from '@amnl/report';
import { csvText } from '../../files/csv.js';
import { MAX_TEXT_BYTES } from '../../files/read-text.js';
import { writeJson, writeText } from '../../files/write-file.js';
import { readRun } from '../../report/read-run.js';
import { needRunFile } from '../../run-folder/read-run-file.js';
import { FOLDS_FILES, foldFolder } from '../../run-folder/run-folder.js';
import { readRecord } from '../../run-folder/run-record.js';
import { dataFacts } from '../../schemas/data-facts.js';
import type { FoldsResult } from '../../schemas/folds.js';
import { cliError } from '../../terminal/errors.js';
import { shortText } from '../../terminal/plain-value.js';
import { notice } from '../../terminal/terminal.js';
import { foldResult } from './fold-result.js';
import type { HeldOutRows } from './held-out-rows.js';
import { pooledFigures } from './pooled.js';
import { printFolds } from './print-folds.js';
import { sumUp } from './sum-up.js';

/**
 * Sums up the runs of all folds, which are done, from the files they have left; writes the files next to them, prints the table.
 * `folds.json` is written last: its `results` say that all is there.
 * @returns the content of `folds.json`
 * @throws CLI_RUN_INVALID where a file is missing or damaged
 */
export async function finishFolds(folder: string): Promise<FoldsResult> {
  const path = join(folder, FOLDS_FILES.record);
  const text = await needRunFile(folder, FOLDS_FILES.record, MAX_TEXT_BYTES);
  const { config, data } = readRecord(path, text);
  const folds = Array.from({ length: config.folds! }, (_, i) => i + 1);
  const found = await Promise.all(folds.map((fold) => foldResult(folder, fold)));
  const parts = found.map(({ rows }) => rows);
  requireOnce(parts, folder);
  const { healthBorders, timeUnit } = dataFacts(data, config.dataset);
  const all = parts.flatMap(({ rows }) => rows);
  const results = found.map(({ rows: _, ...result }) => result);
  const summary = sumUp(results, pooledFigures(all, { rulCap: config.rulCap, healthBorders }));
  await writeText(join(folder, FOLDS_FILES.predictions), predictionsCsv(parts));
  await writeComparison(folder, folds);
  const result = { ...(JSON.parse(text) as object), ...summary } as FoldsResult;
  await writeJson(path, result);
  printFolds(folder, result, timeUnit);
  return result;
}

/** A unit that stands in two folds is one that a network was trained on. */
function requireOnce(parts: readonly HeldOutRows[], folder: string): void {
  const foldOf = new Map<string, number>();
  for (const [i, { rows }] of parts.entries()) {
    for (const { unit } of rows) {
      const before = foldOf.get(unit) ?? i;
      foldOf.set(unit, before);
      if (before === i) continue;
      const where = `${foldFolder(folder, before + 1)} and in ${foldFolder(folder, i + 1)}`;
      throw cliError('CLI_RUN_INVALID', `'${shortText(unit)}' is held out in ${where}. Restore the files of both`);
    }
  }
}

/** The predictions of all folds, with the column `fold`; `censored` in all of them where one has it. */
function predictionsCsv(parts: readonly HeldOutRows[]): string {
  const anyRunning = parts.some(({ rows }) => rows.some(({ running }) => running));
  const lines = parts.flatMap(({ rows }, i) =>
    rows.map(({ cells, running }) => [...cells, ...(anyRunning ? [running ? '1' : '0'] : []), String(i + 1)]),
  );
  return csvText([[...parts[0]!.columns, ...(anyRunning ? ['censored'] : []), 'fold'], ...lines]);
}

/** The page that compares the runs. All is there without it, so a failure is reported and ends nothing. */
async function writeComparison(folder: string, folds: readonly number[]): Promise<void> {
  try {
    const runs = await Promise.all(folds.map((fold) => readRun(foldFolder(folder, fold))));
    await writeText(join(folder, FOLDS_FILES.comparison), await renderReport(runs));
  } catch (error) {
    notice(`there is no ${FOLDS_FILES.comparison}: ${(error as Error).message}`);
  }
}
