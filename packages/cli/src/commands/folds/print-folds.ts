import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { healthNote } from '../../config/health.js';
import { SIMULATED_IN_WORDS } from '../../config/selection.js';
import { isOwnData } from '../../pipeline/load-data.js';
import { errorDecimals } from '../../pipeline/predictions.js';
import { FOLDS_FILES, foldFolder } from '../../run-folder/run-folder.js';
import { countsCycles, rowNoun } from '../../schemas/data-facts.js';
import type { FoldResult, FoldsResult } from '../../schemas/folds.js';
import { aligned } from '../../terminal/aligned.js';
import { command } from '../../terminal/command-name.js';
import { shellWord } from '../../terminal/shell-word.js';
import { inform } from '../../terminal/terminal.js';
import { spreadText } from '../spreads.js';

/** Tells what came of all folds, and where it is. @param timeUnit of the data */
export function printFolds(folder: string, result: FoldsResult, timeUnit: string): void {
  const { config, data, results = [], selection, simulated } = result;
  const row = rowNoun(timeUnit);
  const unit = countsCycles(timeUnit) ? '' : `, in ${timeUnit}`;
  inform('');
  inform(`Every unit held out once, RMSE at the last ${row} and over all ${row}s${unit}:`);
  for (const line of aligned(foldsTable(result, timeUnit))) inform(`  ${line}`);
  inform(`  rule    ${selection}`);
  const note = healthNote(config);
  if (note !== undefined) inform(`  health  ${note}`);
  if (simulated) inform(`  data    ${SIMULATED_IN_WORDS}`);
  inform('');
  const { record, predictions, comparison } = FOLDS_FILES;
  inform(`The runs are in ${folder} (fold-1/ … fold-${results.length}/, ${record}, ${predictions}, ${comparison})`);
  inform(`Compare them in a browser: ${pathToFileURL(join(folder, comparison)).href}`);
  const flag = isOwnData(data.source) ? '--data' : '--input';
  inform(`Predict with one: ${command(`predict ${shellWord(foldFolder(folder, 1))} ${flag} FILE`)}`);
}

/** A line a fold, mean and deviation over them, and the figures of all predictions together; the first line has the titles. */
function foldsTable({ config, results = [], held_out: heldOut = {}, test }: FoldsResult, timeUnit: string): string[][] {
  const columns = columnsOf(timeUnit, errorDecimals(config));
  const anyRunning = results.some((one) => one.held_out_running_units > 0);
  const units = (all: readonly FoldResult[]) => {
    const running = all.reduce((sum, one) => sum + one.held_out_running_units, 0);
    const failed = all.reduce((sum, one) => sum + one.held_out_units, 0) - running;
    return anyRunning ? [String(failed), String(running)] : [String(failed)];
  };
  const figures = (of: (name: string) => string | undefined) => columns.map(({ name }) => of(name) ?? 'n/a');
  const digitsOf = (name: string) => columns.find((column) => column.name === name)!.digits;
  const spreads = (all: NonNullable<FoldsResult['test']>) => figures((name) => spreadText(all[name], digitsOf(name)));
  const none = units([]).map(() => '');
  return [
    ['fold', 'failed', ...(anyRunning ? ['running'] : []), ...columns.map(({ title }) => title)],
    ...results.map((one) => [
      String(one.fold),
      ...units([one]),
      ...figures((name) => one.held_out[name]?.toFixed(digitsOf(name))),
    ]),
    ['mean ± sd', ...none, ...spreads(heldOut)],
    ['pooled', ...units(results), ...figures((name) => heldOut[name]?.pooled?.toFixed(digitsOf(name)))],
    ...(test ? [['test units', ...none, ...spreads(test)]] : []),
  ];
}

function columnsOf(timeUnit: string, digits: number) {
  return [
    { title: 'RMSE last', name: 'RMSE_last_cycle', digits },
    { title: 'RMSE all', name: 'RMSE_all_cycles', digits },
    ...(countsCycles(timeUnit) ? [{ title: 'NASA', name: 'nasa_score_last_cycle', digits: 1 }] : []),
    { title: 'concordance', name: 'concordance_last_cycle', digits: 3 },
  ];
}
