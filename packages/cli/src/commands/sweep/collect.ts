import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { numberOf } from '@amnl/core-loop';
import type { Config } from '../../config/config.js';
import { csvText } from '../../files/csv.js';
import { writeText } from '../../files/write-file.js';
import { errorDecimals } from '../../pipeline/predictions.js';
import type { Plan } from '../../plan/plan.js';
import { writeComparison } from '../../report/write-comparison.js';
import { PLAN_FILES } from '../../run-folder/run-folder.js';
import type { SweepGroup, SweepSummary } from '../../schemas/sweep.js';
import { aligned } from '../../terminal/aligned.js';
import { command } from '../../terminal/command-name.js';
import { cliError } from '../../terminal/errors.js';
import { shellWord } from '../../terminal/shell-word.js';
import { inform, notice, print, printJson } from '../../terminal/terminal.js';
import { spreadText } from '../spreads.js';
import { readSweep, rulCapOf, type SweepNow, statesInWords } from './status.js';
import { SELECTED, withGroups } from './sum-up.js';

/** Flags of `amnl sweep collect`. */
export interface SweepCollectFlags {
  readonly partial?: boolean;
  readonly json?: boolean;
}

/** Runs on one page: more are slow to open, and hard to look at. */
const MOST_ON_PAGE = 100;

/**
 * `amnl sweep collect DIR`: what came of a plan, from the folders of its runs: a table, `runs.csv` and the page that compares them.
 * @throws CLI_SWEEP_UNFINISHED unless all runs are done, or `--partial` asks for what there is
 */
export async function collectSweep(place: string, { partial = false, json }: SweepCollectFlags): Promise<void> {
  const now = await readSweep(place);
  if (!now.summary.complete && !partial) {
    const again = command(`sweep run ${shellWord(place)}`);
    throw cliError(
      'CLI_SWEEP_UNFINISHED',
      `${statesInWords(now.summary)}, so the figures are not complete. Train the rest: ${again}; or add --partial`,
    );
  }
  await collect(now, json);
}

/** Sums a plan up, and prints it. Files are written of a plan that is complete only: they would not say that it is not. */
export async function collect({ plan, standings, summary }: SweepNow, json = false): Promise<void> {
  const result = withGroups(summary);
  const files = summary.complete ? await writeFiles(plan, summary) : [];
  if (json) await printJson(result);
  else await print(linesOf(result, errorDecimals({ rulCap: rulCapOf(standings) })));
  if (!summary.complete) notice(`UNFINISHED: ${statesInWords(summary)}; figures are of the runs that are done`);
  if (files.length > 0) inform(`In ${plan.folder}: ${files.join(', ')}`);
  if (!files.includes(PLAN_FILES.comparison)) return;
  inform(`Compare the runs in a browser: ${pathToFileURL(join(plan.folder, PLAN_FILES.comparison)).href}`);
}

async function writeFiles({ folder, runs }: Plan, summary: SweepSummary): Promise<string[]> {
  const { table, comparison } = PLAN_FILES;
  await writeText(join(folder, table), csvText(rowsOf(summary)));
  if (runs.length > MOST_ON_PAGE) {
    notice(
      `there is no ${comparison}: ${runs.length} runs are too many for a page. Compare some with '${command('report RUN RUN')}'`,
    );
    return [table];
  }
  const folders = runs.map((run) => run.folder);
  return (await writeComparison(join(folder, comparison), folders)) ? [table, comparison] : [table];
}

/** A value as a cell of a table: empty if there is none. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The settings that any of them has. */
function keysOf(all: readonly { readonly settings: object }[]): (keyof Config)[] {
  return [...new Set(all.flatMap(({ settings }) => Object.keys(settings) as (keyof Config)[]))];
}

/** `runs.csv`: a row a run, with the settings that differ and the figures. */
function rowsOf({ runs }: SweepSummary): string[][] {
  const settings = keysOf(runs);
  const figures = [...new Set(runs.flatMap((run) => Object.keys(run.figures ?? {})))];
  return [
    ['index', 'folder', ...settings, 'selection', 'epochs', 'best_epoch', 'stopped_after', ...figures],
    ...runs.map((run) => [
      String(run.index),
      run.folder,
      ...settings.map((key) => cell(run.settings[key])),
      ...[run.selection, run.epochs, run.best_epoch, run.stopped_after].map(cell),
      ...figures.map((name) => cell(run.figures?.[name])),
    ]),
  ];
}

/** The table of groups: by what they differ, and their figures. */
function linesOf({ groups, runs }: SweepSummary & { readonly groups: SweepGroup[] }, digits: number): string[] {
  const keys = keysOf(groups);
  const holdsOut = runs.every(({ selection }) => selection === 'holdout');
  const columns = [
    { title: `RMSE ${holdsOut ? 'held out' : 'selected on'}`, name: SELECTED, digits },
    { title: holdsOut ? 'RMSE test' : 'RMSE', name: 'RMSE_last_cycle', digits },
    { title: holdsOut ? 'NASA test' : 'NASA', name: 'nasa_score_last_cycle', digits: 1 },
  ];
  const titles = [...keys, 'runs', ...columns.map(({ title }) => title)];
  const rows = groups.map(({ settings, runs: members, figures }) => {
    const done = figures[SELECTED]?.count ?? 0;
    return [
      ...keys.map((key) => cell(settings[key])),
      done === members.length ? String(done) : `${done} of ${members.length}`,
      ...columns.map(({ name, digits }) => spreadText(figures[name], digits)),
    ];
  });
  const what = `Mean ± sd over runs that differ in seed or fold alone, ${numberOf(runs.length, 'run')} in all; the best first by RMSE over the units selected on:`;
  return [what, ...aligned([titles, ...rows], keys.length)];
}
