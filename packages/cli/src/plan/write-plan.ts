import { join, resolve } from 'node:path';
import { writeWhole } from '@amnl/core-loop/node';
import { MAX_TABLE_BYTES, readText } from '../files/read-text.js';
import { checkRunFolder, makeFolder, PLAN_FILES } from '../run-folder/run-folder.js';
import type { PlanLine } from '../schemas/plan-line.js';
import { cliError } from '../terminal/errors.js';
import { reasonOf } from '../terminal/system-reason.js';
import { whyNotFolders } from './check-folders.js';
import type { Planned } from './plan.js';

/**
 * Writes `plan.jsonl` into a folder that is new, empty, or has this very plan already. A plan is never changed: its runs are found by
 * their lines.
 * @returns its path
 * @throws CLI_PLAN_EXISTS where the folder has another plan, CLI_RUN_EXISTS where it has something else, CLI_PLAN_INVALID for folders
 * that cannot be, CLI_WRITE_FAILED
 */
export async function writePlan(place: string, runs: readonly Planned[]): Promise<string> {
  const why = whyNotFolders(runs.map(({ name }) => name));
  if (why !== undefined) throw cliError('CLI_PLAN_INVALID', `the plan cannot be: ${why}. Give each run one of its own`);
  const folder = resolve(place);
  const path = join(folder, PLAN_FILES.plan);
  const text = planText(runs);
  if (await isThere(path, text)) return path;
  await checkRunFolder(folder);
  await makeFolder(folder);
  try {
    await writeWhole(path, (file) => file.writeFile(text), { replace: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && (await isThere(path, text))) return path; // made meanwhile
    throw cliError(
      'CLI_WRITE_FAILED',
      `cannot write ${path}: ${reasonOf(error)}. Give another folder with --out`,
      error,
    );
  }
  return path;
}

/** Whether the plan is there. @throws CLI_PLAN_EXISTS if another one is */
async function isThere(path: string, text: string): Promise<boolean> {
  let found: string;
  try {
    found = await readText(path, MAX_TABLE_BYTES);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw cliError(
      'CLI_WRITE_FAILED',
      `cannot write ${path}: ${reasonOf(error)}. Give another folder with --out`,
      error,
    );
  }
  if (found === text) return true;
  throw cliError('CLI_PLAN_EXISTS', `${path} is another plan, and is not changed. Give another folder with --out`);
}

function planText(runs: readonly Planned[]): string {
  const lines = runs.map(({ name, config }, index): PlanLine => {
    return { format: 'amnl-plan', version: 1, index, runs: runs.length, folder: name, config };
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
