import { join } from 'node:path';
import { csvLine } from '../../files/csv.js';
import { MAX_TEXT_BYTES } from '../../files/read-text.js';
import { writeJson, writeLines } from '../../files/write-file.js';
import { writeComparison } from '../../report/write-comparison.js';
import { needRunFile } from '../../run-folder/read-run-file.js';
import { FOLDS_FILES, foldFolder } from '../../run-folder/run-folder.js';
import { readRecord } from '../../run-folder/run-record.js';
import { dataFacts } from '../../schemas/data-facts.js';
import type { FoldsResult } from '../../schemas/folds.js';
import { cliError } from '../../terminal/errors.js';
import { shortText } from '../../terminal/plain-value.js';
import { type DoneFold, doneFold, heldOutRows } from './fold-result.js';
import { pooledAll, pooledLast } from './pooled.js';
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
  const { config, data } = readRecord(path, text, 'amnl-folds');
  const folds: DoneFold[] = [];
  for (let fold = 1; fold <= config.folds!; fold++) folds.push(await doneFold(folder, fold));
  requireOnce(folds);
  const { healthBorders, timeUnit } = dataFacts(data, config.dataset);
  const last = folds.flatMap((fold) => fold.last);
  const pooled = {
    ...pooledLast(last, { rulCap: config.rulCap, healthBorders }),
    ...pooledAll(folds.map(({ result, knownWindows: windows }) => ({ figures: result.held_out, windows }))),
  };
  const results = folds.map(({ result }) => result);
  await writeLines(join(folder, FOLDS_FILES.predictions), predictionLines(folds));
  const runs = results.map(({ fold }) => foldFolder(folder, fold));
  await writeComparison(join(folder, FOLDS_FILES.comparison), runs);
  const result = { ...(JSON.parse(text) as object), ...sumUp(results, pooled) } as FoldsResult;
  await writeJson(path, result);
  printFolds(folder, result, timeUnit);
  return result;
}

/** A unit that stands in two folds is one that a network was trained on. */
function requireOnce(folds: readonly DoneFold[]): void {
  const placeOf = new Map<string, string>();
  for (const { last, predictions } of folds) {
    for (const { unit } of last) {
      const before = placeOf.get(unit);
      placeOf.set(unit, predictions);
      if (before === undefined) continue;
      const where = before === predictions ? `twice in ${before}` : `in ${before} and in ${predictions}`;
      throw cliError('CLI_RUN_INVALID', `'${shortText(unit)}' is held out ${where}. Restore the files`);
    }
  }
}

/** Rows that are made at a time. */
const ROWS = 16_384;

/** The predictions of all folds, with the column `fold`; `censored` in all of them where one has it. */
function* predictionLines(folds: readonly DoneFold[]): Generator<readonly string[]> {
  const anyRunning = folds.some(({ last }) => last.some(({ running }) => running));
  const columns = folds[0]!.last[0]!.columns.filter((name) => name !== 'censored');
  let lines = [csvLine([...columns, ...(anyRunning ? ['censored'] : []), 'fold'])];
  for (const { predictions, result, last } of folds) {
    const places = columns.map((name) => last[0]!.columns.indexOf(name));
    for (const { cells, running } of heldOutRows(predictions)) {
      const censored = anyRunning ? [running ? '1' : '0'] : [];
      lines.push(csvLine([...places.map((place) => cells[place] ?? ''), ...censored, String(result.fold)]));
      if (lines.length < ROWS) continue;
      yield lines;
      lines = [];
    }
  }
  yield lines;
}
