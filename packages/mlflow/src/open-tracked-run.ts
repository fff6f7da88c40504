import { randomUUID } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { knownOptions, requireOption } from '@amnl/core-loop';
import type { Beginning } from './entry.js';
import { hasServer, serverOf } from './environment.js';
import { takeFolder } from './folders-in-use.js';
import { knownFrom } from './known.js';
import { isName, NAME_IN_WORDS } from './names.js';
import { Outbox } from './outbox.js';
import { TrackedRun } from './tracked-run.js';

/** Options of {@link openTrackedRun}; name, experiment and parent apply to a new run only. */
export interface TrackedRunOptions {
  /** What MLflow calls the run. @default the folder's name */
  readonly runName?: string;
  /** Name of the experiment; created if missing. @default MLFLOW_EXPERIMENT_ID, MLFLOW_EXPERIMENT_NAME, else MLflow's 'Default' */
  readonly experiment?: string;
  /** The run that this one is nested in: the id of an MLflow run, or a name; it is created if it does not exist. */
  readonly parentRun?: string;
  /** When it began, in milliseconds since 1970. @default now */
  readonly startTime?: number;
  /** False: nothing is sent before `send()`. @default true if MLFLOW_TRACKING_URI is set */
  readonly send?: boolean;
  /** Called with what a user should read once, e.g. that the server is unreachable. @default none */
  readonly onNotice?: (message: string) => void;
}

/**
 * Opens the MLflow run of a folder, which stores what is still to be sent: the same folder is the same MLflow run, however
 * often its process dies.
 * @throws MF_FOLDER_UNUSABLE, MF_FOLDER_IN_USE, MF_OUTBOX_INVALID, MF_ENVIRONMENT, CL_OPTION_INVALID
 */
export async function openTrackedRun(dir: string, options: TrackedRunOptions = {}): Promise<TrackedRun> {
  knownOptions('openTrackedRun', options, ['runName', 'experiment', 'parentRun', 'startTime', 'send', 'onNotice']);
  const { runName = basename(resolve(dir)), experiment, parentRun, startTime = Date.now(), onNotice } = options;
  const { send = hasServer(process.env) } = options;
  for (const [name, value] of Object.entries({ runName, experiment, parentRun })) {
    requireOption('mlflow', value === undefined || isName(value), name, NAME_IN_WORDS, value);
  }
  const isTime = Number.isSafeInteger(startTime) && startTime >= 0;
  requireOption('mlflow', isTime, 'startTime', 'milliseconds since 1970', startTime);
  if (send) serverOf(process.env); // errors in it are thrown before anything is written
  const giveBack = takeFolder(dir);
  const { box, entries, damaged } = await Outbox.open(dir).catch((error: unknown) => {
    giveBack();
    throw error;
  });
  const known = knownFrom(entries);
  const beginning: Beginning = known.beginning ?? {
    id: randomUUID(),
    name: runName,
    at: startTime,
    ...(experiment !== undefined && { experiment }),
    ...(parentRun !== undefined && { parent: parentRun }),
  };
  if (known.beginning === undefined) box.append([{ begin: beginning }]);
  const run = new TrackedRun(box, beginning, known, onNotice ?? (() => {}), giveBack);
  if (damaged.length > 0) run.notify(`line ${damaged[0]} of ${box.path} is damaged and skipped`);
  try {
    if (send) run.sendInBackground(process.env);
  } catch (error) {
    await run.close();
    throw error;
  }
  return run;
}
