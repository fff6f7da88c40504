import { join } from 'node:path';
import { renderReport } from '@amnl/report';
import { writeText } from '../files/write-file.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import { command } from '../terminal/command-name.js';
import { shellWord } from '../terminal/shell-word.js';
import { notice } from '../terminal/terminal.js';
import { readRun } from './read-run.js';

/** Writes `report.html` of a run in its current state. A run is complete without it, so failures are reported and end nothing. */
export async function writeReport(folder: string): Promise<void> {
  try {
    await writeText(join(folder, RUN_FILES.report), await renderReport([await readRun(folder)]));
  } catch (error) {
    const advice = `Rebuild it with ${command(`report ${shellWord(folder)}`)}`;
    notice(`there is no ${RUN_FILES.report}: ${(error as Error).message}. ${advice}`);
  }
}
