import { randomUUID } from 'node:crypto';
import { readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { numberOf } from '@amnl/core-loop';
import { makeFolders } from '@amnl/core-loop/node';
import type { AskedConfig } from '../config/config.js';
import { dataName } from '../pipeline/load-data.js';
import { cliError } from '../terminal/errors.js';
import { reasonOf } from '../terminal/system-reason.js';

/** Names of the files of a run folder, relative to it. */
export const RUN_FILES = {
  config: 'config.json',
  history: 'history.jsonl',
  steps: 'steps.jsonl',
  metrics: 'metrics.json',
  timings: 'timings.json',
  predictions: 'predictions.csv',
  holdout: 'holdout.csv',
  reasons: 'reasons.json',
  calibration: 'calibration.json',
  scaler: 'scaler.json',
  model: 'model.onnx',
  rawModel: 'model-raw.onnx',
  report: 'report.html',
  tensorboard: 'tensorboard',
  mlflow: 'mlflow.jsonl',
  checkpoints: 'checkpoints',
  best: join('checkpoints', 'best.safetensors'),
  last: join('checkpoints', 'last.safetensors'),
  previous: join('checkpoints', 'previous.safetensors'),
  lock: 'run.lock',
} as const;

/** Names of the files of a folder with a run for each fold, and of its lock, which is that of a run. */
export const FOLDS_FILES = {
  record: 'folds.json',
  predictions: 'predictions.csv',
  comparison: 'comparison.html',
  lock: RUN_FILES.lock,
} as const;

/** Names of the files of a folder with a plan, next to the folders of its runs. */
export const PLAN_FILES = {
  plan: 'plan.jsonl',
  halving: 'halving.json',
  table: 'runs.csv',
  comparison: 'comparison.html',
} as const;

/** Folder of the run that holds out a fold. @param fold from 1 */
export function foldFolder(folder: string, fold: number): string {
  return join(folder, `fold-${fold}`);
}

/**
 * `runs/<dataset>-<preset>-seed<seed>-<time>`: unique to the second, in local time.
 * @param config settings; `seeds` in place of `seed` where there are several
 * @param code that brings the data: they are called after its folder, as their name is not known yet
 */
export async function defaultRunName(
  config: Omit<AskedConfig, 'seed'> & { readonly seed?: number; readonly seeds?: string },
  code?: { readonly path: string },
  now = new Date(),
): Promise<string> {
  const { preset, seed, seeds } = config;
  const two = (n: number) => String(n).padStart(2, '0');
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const { dataset = code && basename(dirname(code.path)) } = config;
  const name = await dataName({ ...config, dataset });
  const seeded = seeds === undefined ? `seed${seed}` : `seeds${seeds}`;
  return join('runs', `${name}-${preset}-${seeded}-${date}-${time}`.replace(/[^\p{L}\p{N}_.-]+/gu, '-'));
}

/**
 * Checks, before any work is done, that a run can be written to `path`: it must not exist or be an empty folder, and a
 * file can be made there. Leaves nothing behind. A run is never overwritten.
 * @returns the absolute path; throws CLI_RUN_EXISTS, CLI_WRITE_FAILED
 */
export async function checkRunFolder(path: string): Promise<string> {
  const folder = resolve(path);
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw unwritable(folder, error);
  });
  if (entries !== undefined && entries.length > 0) {
    const isRun = [RUN_FILES.config, FOLDS_FILES.record].some((name) => entries.includes(name));
    const what = isRun ? 'contains a run' : `is not empty (${numberOf(entries.length, 'entry', 'entries')})`;
    throw cliError('CLI_RUN_EXISTS', `${folder} ${what}. Give another folder with --out, or remove this one`);
  }
  // Another run that starts at the same time may remove the empty folders of its own check: then retry.
  for (let attempt = 1; ; attempt++) {
    const made = await makeFolder(folder);
    const probe = join(folder, `.${randomUUID()}.tmp`);
    try {
      await writeFile(probe, 'amnl', { flag: 'wx' });
      await rm(probe);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === 5) throw unwritable(folder, error);
    } finally {
      await removeFolders(made);
    }
  }
}

/** Makes a folder for results. @returns the folders that were missing, the outermost first; throws CLI_WRITE_FAILED */
export function makeFolder(folder: string): Promise<string[]> {
  return makeFolders(folder).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
}

/** Makes the folder of a run with its subfolders. @returns the folders that were missing, the outermost first */
export async function makeRunFolder(folder: string): Promise<readonly string[]> {
  return makeFolder(join(folder, RUN_FILES.checkpoints));
}

/**
 * Removes a run's files and the folders that {@link makeRunFolder} made; for a run that failed before its first epoch.
 * @param files of it
 * @returns whether nothing is left of it; the cause of the run's failure may make this fail, too, and is the error to report
 */
export async function discardRunFolder(
  folder: string,
  made: readonly string[],
  files: readonly string[] = Object.values(RUN_FILES),
): Promise<boolean> {
  let clean = true;
  for (const name of files) {
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {
      clean = false;
    });
  }
  await removeFolders(made);
  return clean;
}

async function removeFolders(folders: readonly string[]): Promise<void> {
  for (const folder of [...folders].reverse()) await rmdir(folder).catch(() => undefined); // not empty: not ours alone
}

function unwritable(folder: string, error: unknown) {
  const reason = reasonOf(error);
  return cliError('CLI_WRITE_FAILED', `cannot write to ${folder}: ${reason}. Give another folder with --out`, error);
}
