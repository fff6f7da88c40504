import { join, resolve } from 'node:path';
import { type RunData, renderReport } from '@amnl/report';
import { outputFile } from '../files/output-file.js';
import { writeText } from '../files/write-file.js';
import { distinct } from '../report/distinct.js';
import { readRun } from '../report/read-run.js';
import { FOLDS_FILES, RUN_FILES } from '../run-folder/run-folder.js';
import { runsIn } from '../run-folder/runs-in.js';
import { cliError } from '../terminal/errors.js';
import { inform } from '../terminal/terminal.js';

/** Flags of `amnl report`. */
export interface ReportFlags {
  readonly output?: string;
}

/** The page that compares several runs, in the working folder. */
const COMPARISON = FOLDS_FILES.comparison;

/**
 * `amnl report RUN [RUN …]`: rebuilds the page of a run, or writes one page that compares several. A folder with a run for each fold stands for
 * these runs; alone, it gets the page itself.
 */
export async function report(folders: readonly string[], { output }: ReportFlags): Promise<void> {
  const runs: RunData[] = [];
  const given = folders.map((folder) => resolve(folder));
  const paths = (await Promise.all(given.map(runsIn))).flat();
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice !== undefined) throw cliError('CLI_USAGE', `${twice} is given twice. Name each run once`);
  const place = given.length > 1 ? COMPARISON : join(given[0]!, paths[0] === given[0] ? RUN_FILES.report : COMPARISON);
  const file = await outputFile(output ?? place);
  for (const path of paths) runs.push(await readRun(path));
  await writeText(file, await renderReport(distinct(runs)));
  inform(`The report is in ${file}`);
}
