import { basename, dirname } from 'node:path';
import { renderReport } from '@amnl/report';
import { writeText } from '../files/write-file.js';
import { notice } from '../terminal/terminal.js';
import { distinct } from './distinct.js';
import { readRun } from './read-run.js';

/**
 * Writes the page that compares runs. All is there without it, so a failure is reported and ends nothing.
 * @returns whether it was written
 */
export async function writeComparison(file: string, folders: readonly string[]): Promise<boolean> {
  try {
    const runs = [];
    for (const folder of folders) runs.push(await readRun(folder));
    await writeText(file, await renderReport(distinct(runs)));
    return true;
  } catch (error) {
    notice(`there is no ${basename(file)} in ${dirname(file)}: ${(error as Error).message}`);
    return false;
  }
}
