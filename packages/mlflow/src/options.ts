import { knownOptions, requireOption } from '@amnl/core-loop';
import { isBelow } from './artifacts.js';
import { isName, NAME_IN_WORDS } from './names.js';

/** Options of {@link mlflow}. */
export interface MlflowOptions {
  /** Folder of this run; created if missing. It keeps what goes to MLflow in `mlflow.jsonl`, and the artefacts are below it. */
  readonly dir: string;
  /** What MLflow calls the run. @default the folder's name */
  readonly runName?: string;
  /** Name of the experiment; created if missing. @default MLFLOW_EXPERIMENT_ID, MLFLOW_EXPERIMENT_NAME, else MLflow's 'Default' */
  readonly experiment?: string;
  /** The run that this one is nested in: the id of an MLflow run, or a name; it is created if it does not exist. */
  readonly parentRun?: string;
  /** Parameters in addition to `seed`, `epochs` and the number of `parameters`: anything that can be shown as text. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Tags in addition to those of source, user and versions. */
  readonly tags?: Readonly<Record<string, string | number | boolean>>;
  /** Logs within epochs every so many steps: the means since the previous point. @default none */
  readonly everySteps?: number;
  /** Files and folders, relative to `dir`, that are uploaded when the fit ends. @default none */
  readonly artifacts?: readonly string[];
  /** Most seconds that the end of the fit waits for the server; 0: not at all. @default 10 */
  readonly endSeconds?: number;
  /** False: everything is kept in the file only, to be sent later. @default true */
  readonly send?: boolean;
}

/** {@link MlflowOptions}, checked, with defaults. */
export interface Settings {
  readonly dir: string;
  readonly run: { readonly runName?: string; readonly experiment?: string; readonly parentRun?: string };
  readonly params: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly everySteps: number | undefined;
  readonly artifacts: readonly string[];
  readonly endSeconds: number;
  readonly send: boolean;
}

const NAMES = [
  'dir',
  'runName',
  'experiment',
  'parentRun',
  'params',
  'tags',
  'everySteps',
  'artifacts',
  'endSeconds',
  'send',
] as const;

/** @throws CL_OPTION_INVALID, CL_OPTION_UNKNOWN */
export function withDefaults(options: MlflowOptions): Settings {
  knownOptions('mlflow', options, NAMES);
  const { dir, runName, experiment, parentRun, params = {}, tags = {} } = options;
  const { everySteps, artifacts = [], endSeconds = 10, send = true } = options;
  const check = (ok: boolean, name: string, what: string, found: unknown) =>
    requireOption('mlflow', ok, name, what, found);
  check(typeof dir === 'string' && dir !== '', 'dir', 'the path of a folder', dir);
  for (const [name, value] of Object.entries({ runName, experiment, parentRun })) {
    check(value === undefined || isName(value), name, NAME_IN_WORDS, value);
  }
  for (const [name, value] of Object.entries({ params, tags })) {
    check(typeof value === 'object' && value !== null && !Array.isArray(value), name, 'an object', value);
  }
  const isCount = everySteps === undefined || (Number.isSafeInteger(everySteps) && everySteps > 0);
  check(isCount, 'everySteps', 'a whole number > 0', everySteps);
  const arePaths = Array.isArray(artifacts) && artifacts.every((path) => typeof path === 'string' && isBelow(path));
  check(arePaths, 'artifacts', 'a list of paths below { dir }', artifacts);
  check(
    Number.isFinite(endSeconds) && endSeconds >= 0 && endSeconds <= 86_400,
    'endSeconds',
    'a number from 0 to 86400',
    endSeconds,
  );
  check(typeof send === 'boolean', 'send', 'true or false', send);
  const run = {
    ...(runName !== undefined && { runName }),
    ...(experiment !== undefined && { experiment }),
    ...(parentRun !== undefined && { parentRun }),
  };
  return { dir, run, params, tags, everySteps, artifacts, endSeconds, send };
}
