import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { numberOf } from '@amnl/core-loop';
import type { Config } from '../../config/config.js';
import { csvText } from '../../files/csv.js';
import { writeText } from '../../files/write-file.js';
import { isOwnData } from '../../pipeline/load-data.js';
import { errorDecimals } from '../../pipeline/predictions.js';
import type { Plan } from '../../plan/plan.js';
import type { Standing } from '../../plan/standing.js';
import { writeComparison } from '../../report/write-comparison.js';
import { PLAN_FILES } from '../../run-folder/run-folder.js';
import { countsCycles, dataFacts } from '../../schemas/data-facts.js';
import type { SweepSummary } from '../../schemas/sweep.js';
import { aligned } from '../../terminal/aligned.js';
import { command } from '../../terminal/command-name.js';
import { cliError } from '../../terminal/errors.js';
import { shellWord } from '../../terminal/shell-word.js';
import { inform, notice, print, printJson } from '../../terminal/terminal.js';
import { spreadText } from '../spreads.js';
import { readSweep, rulCapOf, type SweepNow, statesInWords } from './status.js';
import { type GroupedSummary, SELECTED, withGroups } from './sum-up.js';

/** Flags of `amnl sweep collect`. */
export interface SweepCollectFlags {
  readonly partial?: boolean;
  readonly json?: boolean;
}

/** Selection rules that are named: folds have one each. */
const MOST_RULES = 3;

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
  else await print(linesOf(result, standings));
  for (const rule of rulesOf(standings)) inform(`  rule    ${rule}`);
  if (summary.warning !== undefined) inform(`  data    ${summary.warning}`);
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
function rowsOf({ runs, simulated }: SweepSummary): string[][] {
  const settings = keysOf(runs);
  const figures = [...new Set(runs.flatMap((run) => Object.keys(run.figures ?? {})))];
  return [
    ['index', 'folder', 'simulated', ...settings, 'selection', 'epochs', 'best_epoch', 'stopped_after', ...figures],
    ...runs.map((run) => [
      String(run.index),
      run.folder,
      String(simulated),
      ...settings.map((key) => cell(run.settings[key])),
      ...[run.selection, run.epochs, run.best_epoch, run.stopped_after].map(cell),
      ...figures.map((name) => cell(run.figures?.[name])),
    ]),
  ];
}

/** The selection rules of the runs that have begun, as every output states them. */
function rulesOf(standings: readonly Standing[]): readonly string[] {
  return [...new Set(standings.flatMap(({ record }) => record?.selection ?? []))].slice(0, MOST_RULES);
}

/** What the columns of the table are called and have. */
function columnsOf(standings: readonly Standing[]) {
  const records = standings.flatMap(({ record }) => record ?? []);
  const { timeUnit } = dataFacts(records[0]?.data ?? {}, '');
  const digits = errorDecimals({ rulCap: rulCapOf(standings) });
  const unit = countsCycles(timeUnit) ? '' : `, ${timeUnit}`;
  // Data of one's own may have no test units: the rule says what the figures are of then.
  const held = records.every(({ config, data }) => config.selection === 'holdout' && !isOwnData(data.source));
  const of = held ? ' test' : '';
  return [
    { title: `RMSE ${held ? 'held out' : 'selected on'}${unit}`, name: SELECTED, digits },
    { title: `RMSE${of}${unit}`, name: 'RMSE_last_cycle', digits },
    ...(countsCycles(timeUnit) ? [{ title: `NASA${of}`, name: 'nasa_score_last_cycle', digits: 1 }] : []),
  ];
}

/** The table of groups: by what they differ, and their figures. */
function linesOf({ groups, runs }: GroupedSummary, standings: readonly Standing[]): string[] {
  const keys = keysOf(groups);
  const columns = columnsOf(standings);
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
