import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_TABLE_BYTES, readTextNow } from '../files/read-text.js';
import { cliError } from '../terminal/errors.js';
import { reasonOf } from '../terminal/system-reason.js';
import { FOLDS_FILES, foldFolder, PLAN_FILES } from './run-folder.js';

/**
 * Reads a text file of a run folder, within one turn of the event loop: while this process trains, every turn waits for a training
 * step, and the live page would wait for dozens of them.
 * @param name relative to the folder
 * @param most bytes; default that of tables
 * @returns undefined where the file is not there, or `folder` is none
 * @throws CLI_RUN_INVALID if it is not a regular file, too large or not readable
 */
export async function readRunFile(folder: string, name: string, most = MAX_TABLE_BYTES): Promise<string | undefined> {
  const path = join(folder, name);
  try {
    return readTextNow(path, most);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw cliError('CLI_RUN_INVALID', `${path} cannot be read: ${reasonOf(error)}. Restore the file`, error);
  }
}

/** {@link readRunFile} of a file that must be there. @throws CLI_RUN_INVALID */
export async function needRunFile(folder: string, name: string, most?: number): Promise<string> {
  const text = await readRunFile(folder, name, most);
  if (text !== undefined) return text;
  if (existsSync(join(folder, FOLDS_FILES.record))) {
    throw cliError(
      'CLI_RUN_INVALID',
      `${folder} is not a run itself: it has one for each fold. Give one of them, e.g. ${foldFolder(folder, 1)}`,
    );
  }
  if (existsSync(join(folder, PLAN_FILES.plan))) {
    const what =
      "is not a run itself: it has the runs of a plan. Give one of them, or use 'amnl sweep' with the folder";
    throw cliError('CLI_RUN_INVALID', `${folder} ${what}`);
  }
  const advice = "Give a run folder written by 'amnl train'";
  throw cliError('CLI_RUN_INVALID', `${join(folder, name)} cannot be read: it does not exist. ${advice}`);
}
