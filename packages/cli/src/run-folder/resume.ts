import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { StepEngine } from '@amnl/core-loop';
import { plainText } from '@amnl/core-loop/plain-text';
import { libraryInWords, type NativeLibrary } from '../compute/native/library.js';
import { type AskedConfig, CONFIG_KEYS, type Config } from '../config/config.js';
import { MAX_TEXT_BYTES } from '../files/read-text.js';
import type { LoadedCode, UsedCode } from '../own-code/own-code.js';
import { codeDifferences } from '../own-code/recorded-code.js';
import type { LoadedData } from '../pipeline/load-data.js';
import { underBothNames } from '../schemas/earlier-names.js';
import { cliError } from '../terminal/errors.js';
import { plainValue } from '../terminal/plain-value.js';
import { inform } from '../terminal/terminal.js';
import { dataDifferences } from './data-differences.js';
import { readRunFile } from './read-run-file.js';
import { FOLDS_FILES, foldFolder, RUN_FILES } from './run-folder.js';
import { readRecord, readRunRecord, type StoredRun } from './run-record.js';
import { runsIn } from './runs-in.js';

/** A run to resume, or a run for each fold. */
export interface ResumedRun {
  readonly folder: string;
  readonly record: StoredRun;
}

/** Settings that may change when a run is resumed: none of them changes what a step computes: data in another place are compared by their checksum. */
const FREE: readonly (keyof Config)[] = ['epochs', 'data', 'dataDir', 'checkpointSteps', 'checkpointMinutes'];

/** Settings that change the shapes of the network's weights. */
const SHAPES = ['network', 'channels', 'hidden', 'funnel'] as const;

/**
 * The run that `--resume` means. A folder: that run. `auto`, for scripts that are started again and again: the run in `--out` if
 * there is one, without `--out` the newest run in `runs/` that has a checkpoint; if there is none, a new run starts.
 * @throws CLI_RUN_INVALID if the folder given contains no run, CLI_USAGE for a folder together with `--out`
 */
export async function findRun(wanted: string, out: string | undefined): Promise<ResumedRun | undefined> {
  if (wanted !== 'auto') {
    if (out !== undefined) {
      throw cliError('CLI_USAGE', "--resume continues in the run's own folder. Omit --out, or give --resume auto");
    }
    return open(resolve(wanted));
  }
  const folder = out === undefined ? await newestRun('runs') : resolve(out);
  const isThere = async (name: string) => folder !== undefined && (await isFile(join(folder, name)));
  if ((await isThere(RUN_FILES.config)) || (await isThere(FOLDS_FILES.record))) return open(folder!);
  inform('No run to resume; starting a new one');
  return undefined;
}

async function open(folder: string): Promise<ResumedRun> {
  const folds = await readRunFile(folder, FOLDS_FILES.record, MAX_TEXT_BYTES);
  const path = join(folder, FOLDS_FILES.record);
  const record = folds === undefined ? await readRunRecord(folder) : readRecord(path, folds, 'amnl-folds');
  if (record.members === undefined) return { folder, record };
  const of = record.members.map((member) => member.folder).join(', ');
  throw cliError(
    'CLI_USAGE',
    `${folder} is an ensemble of ${of}, and is not trained itself. Train these, and make it again`,
  );
}

/** The run of a fold as it stands; undefined where it has not begun. @throws CLI_RUN_INVALID */
export async function runOfFold(folder: string, fold: number): Promise<ResumedRun | undefined> {
  const path = foldFolder(folder, fold);
  return (await isFile(join(path, RUN_FILES.config))) ? open(path) : undefined;
}

async function newestRun(parent: string): Promise<string | undefined> {
  const names = await readdir(parent).catch(() => []);
  const runs = await Promise.all(
    names.map(async (name) => {
      const folder = resolve(parent, name);
      const times = (await runsIn(folder)).flatMap((one) => [
        timeOf(one, RUN_FILES.last),
        timeOf(one, RUN_FILES.previous),
      ]);
      return { folder, time: Math.max(...(await Promise.all(times))) };
    }),
  );
  return runs.filter(({ time }) => time > 0).sort((a, b) => b.time - a.time)[0]?.folder;
}

async function timeOf(folder: string, name: string): Promise<number> {
  const found = await stat(join(folder, name)).catch(() => undefined);
  return found?.mtimeMs ?? 0;
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
}

/** Why a run has finished with the epochs it had, and its metrics under all names; undefined if something is left to train. */
export async function finished({ folder, record }: ResumedRun, epochs: number) {
  if (epochs > record.config.epochs) return undefined;
  const text = await readRunFile(folder, RUN_FILES.metrics, MAX_TEXT_BYTES);
  if (text === undefined) return undefined;
  try {
    const metrics = JSON.parse(text) as Record<string, unknown>;
    const because = metrics['stopped_because'];
    if (typeof because !== 'string') return undefined;
    return { because: plainText(because, 200), metrics: underBothNames(metrics) };
  } catch {
    return undefined; // written again
  }
}

/** What is in use now, to be compared with the run's record. */
export interface InUse {
  readonly config: AskedConfig;
  readonly engine: string;
  readonly backend: string;
  /** Where the backend is native. */
  readonly tensorflow?: NativeLibrary | undefined;
  /** Undefined where they were not loaded: they are not compared then. */
  readonly data: LoadedData | undefined;
  /** Code of the user's. */
  readonly code: readonly UsedCode[];
}

/** What a run is made of, before it is. */
interface RunSetUp extends Pick<InUse, 'config' | 'data'> {
  readonly engine: StepEngine;
  /** What is known of TensorFlow's library, where it computes. */
  readonly library: InUse['tensorflow'];
  /** Code of the user's. */
  readonly own: readonly LoadedCode[];
}

/** What these have that is compared. */
export function inUseOf<Parts extends RunSetUp>(parts: Parts) {
  const { config, data, engine, library, own }: Pick<Parts, keyof RunSetUp> = parts;
  const code = own.map(({ used }) => used);
  return { config, data, engine: engine.name, backend: engine.backend, tensorflow: library, code };
}

/**
 * Refuses to resume with other folds, also with `--allow-config-change`: the network has been trained on units that the others hold out.
 * @throws CLI_RESUME_CHANGED
 */
export function checkSameFolds({ folder, record }: ResumedRun, asked: AskedConfig): void {
  for (const key of ['folds', 'fold'] as const) {
    const [before, now] = [record.config[key], asked[key]];
    if (before === now) continue;
    const change = `${key}: ${shown(before)} → ${shown(now)}`;
    throw cliError(
      'CLI_RESUME_CHANGED',
      `${folder} was started with other folds (${change}), and units that were trained on would be held out. Resume with the original, or start new runs`,
    );
  }
}

/**
 * Refuses to resume with other settings, another engine or other data, unless that is allowed.
 * @throws CLI_RESUME_CHANGED with every difference
 */
export function checkUnchanged({ folder, record }: ResumedRun, now: InUse, allowed: boolean): void {
  const settings = CONFIG_KEYS.filter((key) => !FREE.includes(key)).map(
    (key) => [key, record.config[key], now.config[key]] as const,
  );
  const differences = [
    ...settings,
    ['engine in use', record.engine, now.engine] as const,
    ['backend in use', record.backend, now.backend] as const,
    ...libraries(record.tensorflow, now.tensorflow),
    ...(now.data ? dataDifferences(record.data, now.data) : []),
    ...codeDifferences(record.code ?? [], now.code),
  ]
    .filter(([, before, after]) => !isDeepStrictEqual(before, after))
    .map(([what, before, after]) => `${what}: ${shown(before)} → ${shown(after)}`);
  if (differences.length === 0) return;
  const hasOwn = record.code?.some(({ brings }) => brings.includes('model')) ?? false;
  const other = SHAPES.find((key) => !isDeepStrictEqual(record.config[key], now.config[key]));
  if (allowed && !hasOwn && other !== undefined) {
    const [before, after] = [record, now].map(({ config }) => `${other} ${shown(config[other])}`);
    throw cliError(
      'CLI_RESUME_CHANGED',
      `the run in ${folder} trains a network with ${before}; one with ${after} cannot continue from its weights. Resume with the original, or start a new run`,
    );
  }
  if (allowed) {
    inform('Resuming with changes (--allow-config-change):');
    for (const difference of differences) inform(`  ${difference}`);
    return;
  }
  const advice = record.format === 'amnl-folds' ? 'start new runs' : 'add --allow-config-change';
  throw cliError(
    'CLI_RESUME_CHANGED',
    `the run in ${folder} was started with different settings (${differences.join('; ')}). Resume with the original settings, or ${advice}`,
  );
}

/** Another library has other last bits. A run from before it was recorded has none to compare. */
function libraries(before: NativeLibrary | undefined, now: NativeLibrary | undefined) {
  if (before === undefined || now === undefined) return [];
  return [['library in use', libraryInWords(before), libraryInWords(now)] as const];
}

/** A setting, for a line of differences. */
export function shown(value: unknown): string {
  return value === undefined ? 'not set' : plainValue(value);
}
