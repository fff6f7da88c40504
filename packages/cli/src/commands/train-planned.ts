import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TrainError } from '@amnl/core-loop';
import { flagSources } from '../config/config-sources.js';
import { resolveConfig } from '../config/resolve-config.js';
import { flagName, SETTING_NAMES } from '../config/setting-descriptions.js';
import { forgetFailure, keepFailure } from '../plan/failure.js';
import type { Plan, PlannedRun } from '../plan/plan.js';
import { readPlan } from '../plan/read-plan.js';
import { hasBegun, standingOf } from '../plan/standing.js';
import { type Claim, claimRunFolder } from '../run-folder/claim.js';
import type { ResumedRun } from '../run-folder/resume.js';
import { makeFolder, RUN_FILES } from '../run-folder/run-folder.js';
import { readRunRecord } from '../run-folder/run-record.js';
import { underBothNames } from '../schemas/earlier-names.js';
import { cliError } from '../terminal/errors.js';
import { wholeNumber } from '../terminal/flag-values.js';
import { inform, printJson } from '../terminal/terminal.js';
import { nothingLeft } from './dry-run/nothing-left.js';
import { Interrupted } from './interrupted.js';
import { checkOutputFlags, type TrainFlags, trainAsked } from './train-asked.js';

/** Settings that may be given with a plan: where its data are now. */
const PLACE: readonly string[] = ['data', 'dataDir'];

/** Flags that a plan decides. */
const DECIDED = ['out', 'seeds', 'resume', 'config', 'set', 'plugin', 'allowConfigChange'] as const;

/**
 * `amnl train --plan FILE --index N`: trains one run of a plan, whatever was done of it before. Done: nothing is left to do. Interrupted, or failed: it
 * resumes. Never begun: it begins. The folder is locked from before it is looked at, so that of several processes one trains the run, once.
 * @throws CLI_RUN_BUSY while another process trains it
 */
export async function trainPlanned(flags: TrainFlags): Promise<void> {
  checkFlags(flags);
  const plan = await readPlan(flags.plan!);
  const run = runAt(plan, flags.index!);
  const from = `line ${run.index + 1} of ${plan.path}`;
  const places = Object.fromEntries(PLACE.map((name) => [name, flags[name]]));
  const asked = resolveConfig([{ from, values: run.config }, ...flagSources(places)]);
  checkOutputFlags(flags, undefined);
  if (await isDone(run, flags)) return;
  const part = { asked, own: [], folder: run.folder, allowChange: false, flags };
  if (flags.dryRun) return trainAsked({ ...part, resumed: await begunOf(run) });

  const claim = await claimPlanned(run);
  try {
    if (await isDone(run, flags)) return; // by another process, before the folder was ours
    await forgetFailure(run);
    await trainAsked({ ...part, resumed: await begunOf(run), claim });
  } catch (error) {
    if (!(error instanceof Interrupted)) await tellLater(run, error);
    throw error;
  } finally {
    if (await hasBegun(run)) claim.release();
    else await claim.discard();
  }
}

/** @throws CLI_USAGE */
function checkFlags(flags: TrainFlags): void {
  if (flags.plan === undefined || flags.index === undefined) {
    throw cliError('CLI_USAGE', '--plan and --index go together: a file written by amnl sweep define, and a run of it');
  }
  const decided = DECIDED.find((name) => flags[name] !== undefined);
  const setting = SETTING_NAMES.find((name) => !PLACE.includes(name) && flags[name] !== undefined);
  const given = decided ?? setting;
  if (given === undefined) return;
  throw cliError('CLI_USAGE', `${flagName(given)} is decided by the plan. Omit it, or define another plan`);
}

/** @throws CLI_USAGE */
function runAt({ path, runs }: Plan, index: string): PlannedRun {
  const run = runs[wholeNumber('index', index, 0)];
  if (run) return run;
  throw cliError('CLI_USAGE', `--index is ${index}, and the runs of ${path} are 0 to ${runs.length - 1}`);
}

/** Whether nothing is left to train; says so, and prints the result. */
async function isDone(run: PlannedRun, { json, dryRun }: TrainFlags): Promise<boolean> {
  const { metrics, record } = await standingOf(run, { own: true });
  if (metrics === undefined || record === undefined) return false;
  const because = metrics.stopped_because;
  inform(`Run ${run.index} (${run.name}) is done: ${because}`);
  if (json) await printJson(dryRun ? nothingLeft({ folder: run.folder, record }, because) : underBothNames(metrics));
  return true;
}

async function begunOf(run: PlannedRun): Promise<ResumedRun | undefined> {
  return (await hasBegun(run)) ? { folder: run.folder, record: await readRunRecord(run.folder) } : undefined;
}

/** Takes the folder of a run. @throws CLI_RUN_BUSY, CLI_RUN_EXISTS where it has files that are not of a run */
async function claimPlanned(run: PlannedRun): Promise<Claim> {
  const claim = await claimRunFolder(run.folder, await hasBegun(run));
  if (await hasBegun(run)) return claim;
  const stranger = (await readdir(run.folder)).find((name) => !isLeftOver(name));
  const saved = await readdir(join(run.folder, RUN_FILES.checkpoints));
  if (stranger === undefined && saved.length === 0) return claim;
  claim.release();
  const what = stranger ?? join(RUN_FILES.checkpoints, saved[0]!);
  throw cliError(
    'CLI_RUN_EXISTS',
    `${run.folder} has no ${RUN_FILES.config}, but ${what}. Restore the run, or remove the folder`,
  );
}

/** Of a process that was killed before the run had begun: a lock, a file in the making, its link to a server. */
function isLeftOver(name: string): boolean {
  const { lock, checkpoints, mlflow } = RUN_FILES;
  return name === checkpoints || name === mlflow || name.startsWith(lock) || /^\..*\.tmp$/.test(name);
}

/** A failure is seen by those who look at the plan later; the error itself is thrown, whatever becomes of that. */
async function tellLater(run: PlannedRun, error: unknown): Promise<void> {
  const code = error instanceof TrainError ? error.code : null;
  try {
    await makeFolder(dirname(run.folder));
    await keepFailure(run, { code, message: error instanceof Error ? error.message : String(error) });
  } catch {
    // The disk is full, perhaps: that is what the error says.
  }
}
