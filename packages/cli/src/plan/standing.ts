import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CONFIG_KEYS, type Config } from '../config/config.js';
import { readHistory, readMetrics } from '../run-folder/read-history.js';
import { shown } from '../run-folder/resume.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import { isTraining } from '../run-folder/run-lock.js';
import { readRunRecord, type StoredRun } from '../run-folder/run-record.js';
import type { HistoryLine } from '../schemas/history.js';
import type { RunMetrics } from '../schemas/metrics.js';
import type { RunState } from '../schemas/sweep.js';
import { cliError } from '../terminal/errors.js';
import { type Failure, failureOf } from './failure.js';
import type { Plan, PlannedRun } from './plan.js';

/** A run of a plan as its folder shows it. */
export interface Standing {
  readonly run: PlannedRun;
  /**
   * `done`: trained to its end and evaluated. `running`: a process has it, on this machine or on another. `interrupted`: begun, and nobody has it.
   * `failed`: the last try ended with an error.
   */
  readonly state: RunState;
  /** `config.json`, of a run that has begun. */
  readonly record: StoredRun | undefined;
  /** Its whole epochs. */
  readonly history: readonly HistoryLine[];
  /** `metrics.json`, of a run that is done. */
  readonly metrics: RunMetrics | undefined;
  /** Of a run that failed. */
  readonly failure: Failure | undefined;
}

/** How all runs of a plan stand, in their order. Nothing but their folders is read. @throws as {@link standingOf} */
export async function standingsOf({ runs }: Plan): Promise<Standing[]> {
  const standings: Standing[] = [];
  for (const run of runs) standings.push(await standingOf(run));
  return standings;
}

/**
 * How a run stands.
 * @param own whether this process has its folder, which then counts as free
 * @throws CLI_RUN_INVALID for damaged files; CLI_RUN_MISMATCH where its folder has another run than the plan says
 */
export async function standingOf(run: PlannedRun, { own = false } = {}): Promise<Standing> {
  // The lock first: a run that ends meanwhile then counts as running, and is looked at again.
  const running = !own && (await isTraining(run.folder));
  const begun = await hasBegun(run);
  const record = begun ? await readRunRecord(run.folder) : undefined;
  if (record) requireSame(run, record);
  const metrics = begun && !running ? await readMetrics(run.folder) : undefined;
  const history = begun ? await readHistory(run.folder, metrics) : [];
  const failure = running || metrics ? undefined : await failureOf(run);
  const state = stateOf({ running, done: metrics !== undefined, failed: failure !== undefined, begun });
  return { run, state, record, history, metrics, failure };
}

/** Whether a run has a record: before, there is nothing to resume. */
export async function hasBegun({ folder }: PlannedRun): Promise<boolean> {
  const found = await stat(join(folder, RUN_FILES.config)).catch(() => undefined);
  return found?.isFile() ?? false;
}

function stateOf(facts: { running: boolean; done: boolean; failed: boolean; begun: boolean }): RunState {
  if (facts.running) return 'running';
  if (facts.done) return 'done';
  if (facts.failed) return 'failed';
  return facts.begun ? 'interrupted' : 'not begun';
}

/** Settings that change no figure: where data are, and how often is saved. */
const FREE: readonly (keyof Config)[] = ['data', 'dataDir', 'checkpointSteps', 'checkpointMinutes'];

/** Figures of other settings must not stand in the table of the plan. What the plan leaves to the data is not compared. */
function requireSame({ folder, config }: PlannedRun, record: StoredRun): void {
  const other = CONFIG_KEYS.find(
    (key) => !FREE.includes(key) && config[key] !== undefined && !isDeepStrictEqual(config[key], record.config[key]),
  );
  if (other === undefined) return;
  const change = `${other}: ${shown(config[other])} → ${shown(record.config[other])}`;
  throw cliError(
    'CLI_RUN_MISMATCH',
    `${folder} was trained with other settings than the plan has (${change}). Restore the plan or the folder, or remove the folder`,
  );
}
