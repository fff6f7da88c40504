import { dirname, join, resolve } from 'node:path';
import { numberOf } from '@amnl/core-loop';
import { z } from 'zod';
import { isFolds } from '../config/config.js';
import { resolveConfig } from '../config/resolve-config.js';
import { MAX_TABLE_BYTES, readText } from '../files/read-text.js';
import { PLAN_FILES } from '../run-folder/run-folder.js';
import { withSettings } from '../schemas/earlier-settings.js';
import { linesOf, readJson } from '../schemas/lines.js';
import { planLineSchema } from '../schemas/plan-line.js';
import { cliError } from '../terminal/errors.js';
import { reasonOf } from '../terminal/system-reason.js';
import { whyNotFolders } from './check-folders.js';
import type { Plan, PlannedRun } from './plan.js';

/** Settings that an earlier release did not have are filled in. */
const AS_READ = z.preprocess(withSettings, planLineSchema);

/**
 * Reads `plan.jsonl`, strictly: every line must be whole, and every setting known and valid.
 * @throws CLI_PLAN_INVALID; CLI_CONFIG_INVALID for a setting
 */
export async function readPlan(file: string): Promise<Plan> {
  const path = resolve(file);
  const text = await readText(path, MAX_TABLE_BYTES).catch((error: unknown) => {
    throw invalid(`${path} cannot be read: ${reasonOf(error)}. Give a file written by 'amnl sweep define'`, error);
  });
  const folder = dirname(path);
  const runs: PlannedRun[] = [];
  let due = 0;
  for (const line of linesOf(text)) {
    const from = `line ${runs.length + 1} of ${path}`;
    const read = readJson(line, AS_READ);
    if (!read.ok) throw invalid(`${from} ${read.why()}. Restore the file, or define the plan again`);
    const { index, runs: all, folder: name, config: values } = read.value;
    due ||= all;
    if (index !== runs.length || all !== due) {
      throw invalid(`${from} is run ${index} of ${all}, and should be run ${runs.length} of ${due}. Restore the file`);
    }
    const config = resolveConfig([{ from, values }]);
    if (isFolds(config)) throw invalid(`${from} has one run for each fold. Give each a line, with its 'fold'`);
    runs.push({ index, name, folder: join(folder, ...name.split('/')), config });
  }
  if (runs.length === 0 || runs.length !== due) {
    throw invalid(
      `${path} has ${numberOf(runs.length, 'run')}${due ? `, and should have ${due}` : ''}. Restore the file`,
    );
  }
  const why = whyNotFolders(runs.map(({ name }) => name));
  if (why !== undefined) throw invalid(`${path} is not a plan: ${why}. Restore the file`);
  return { path, folder, runs };
}

/** The plan in a folder. @throws as {@link readPlan} */
export function planIn(folder: string): Promise<Plan> {
  return readPlan(join(folder, PLAN_FILES.plan));
}

function invalid(message: string, cause?: unknown) {
  return cliError('CLI_PLAN_INVALID', message, cause);
}
