import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type LoadedWeights, loadWeights } from '@amnl/checkpoint';
import { createTrainer, type TrainableModel, type Trainer } from '@amnl/core-loop';
import { AGE, type Scaler } from '@amnl/data-fleet';
import type { BackendChoice } from '../compute/backend.js';
import { chooseCompute } from '../compute/choose-compute.js';
import type { EngineChoice } from '../compute/engine.js';
import type { Config } from '../config/config.js';
import { BACKENDS, ENGINES } from '../config/config-values.js';
import { isFittedOn, readScaler } from '../nasa/stored-scaler.js';
import { ownNetwork } from '../own-code/own-code.js';
import { openRecorded } from '../own-code/recorded-code.js';
import { type NetworkFactory, parameterCount } from '../pipeline/network.js';
import { ensembleOf, networkOf } from '../pipeline/network-of.js';
import type { CalibrationData } from '../schemas/calibration.js';
import { dataFacts } from '../schemas/data-facts.js';
import { underTodaysNames } from '../schemas/earlier-names.js';
import type { Reading } from '../schemas/reading.js';
import type { RecordedCode } from '../schemas/recorded-code.js';
import { cliError } from '../terminal/errors.js';
import { expectedOneOf } from '../terminal/nearest-words.js';
import { shortText } from '../terminal/plain-value.js';
import { notice } from '../terminal/terminal.js';
import { calibrationIn, isOfWeights } from './calibration-file.js';
import { needRunFile } from './read-run-file.js';
import { RUN_FILES } from './run-folder.js';
import { readRunRecord, type StoredRun } from './run-record.js';

/** Flags of commands that use a run's network. */
export interface OpenFlags {
  readonly engine?: string;
  readonly backend?: string;
}

/** A run's network with its best weights, ready to predict. */
export interface OpenRun {
  readonly config: Config;
  /** Whether it was trained on a simulated fleet. */
  readonly simulated: boolean;
  /** Where they come from: NASA's files, your own tables, or code of your own. */
  readonly dataFrom: 'nasa' | 'tables' | 'code';
  /** What a unit is, in the singular. */
  readonly noun: string;
  /** How rows of the tables were read. */
  readonly reading?: Reading;
  /** Whether its times were timestamps; undefined for runs of earlier releases. */
  readonly dated?: boolean;
  /** Code of the user's that it was trained with. */
  readonly code: readonly RecordedCode[];
  /** Of the training and test units that it was trained and selected on. */
  readonly dataChecksum: string;
  /** Of tables: checksum of the units as they were read. */
  readonly content?: string;
  /** Of an ensemble: its members. */
  readonly members?: NonNullable<StoredRun['members']>;
  /** Names of the units that it held out. */
  readonly heldOut?: readonly string[];
  /** Predictions for these, which intervals are made of; undefined if there are none. */
  readonly calibration?: CalibrationData;
  readonly scaler: Scaler;
  readonly model: TrainableModel;
  /** Number of its trainable parameters. */
  readonly parameterCount: number;
  readonly trainer: Trainer;
  /** Frees the trainer and the model. */
  dispose(): void;
}

/**
 * Opens a run folder: configuration, scaler and best weights must be there and belong together.
 * @throws CLI_RUN_INVALID, CLI_RUN_MISMATCH, CLI_PLUGIN_CHANGED, DF_SCALER_…, CK_…; nothing is left allocated then
 */
export async function openRun(path: string, flags: OpenFlags): Promise<OpenRun> {
  const choice = {
    engine: oneOf('engine', flags.engine ?? 'auto', ENGINES),
    backend: oneOf('backend', flags.backend ?? 'auto', BACKENDS),
  };
  const folder = resolve(path);
  const { config, simulated, data, code = [], members, settings } = await readRunRecord(folder);
  const scaler = await scalerOf(folder, config, data);
  const network = await networkIn(folder, code);
  const { engine, notices } = await chooseCompute(choice, config.threads);
  for (const message of notices) notice(message);
  const of = [config, scaler.inputs, dataFacts(data, config.dataset), network] as const;
  const { model, free } = members ? ensembleOf(members.length, ...of) : networkOf(...of);
  try {
    const loaded = await loadWeights(model, join(folder, RUN_FILES.best));
    await checkOrigin(folder, loaded);
    if (loaded.about?.['config'] !== settings) {
      notice(
        `the settings in ${join(folder, RUN_FILES.config)} have changed since its best weights were trained, by --allow-config-change or by hand. Metrics are computed with the current settings`,
      );
    }
    const calibration = await calibrationFor(folder);
    const trainer = createTrainer({ model, engine, epochs: 1, seed: config.seed });
    return {
      config,
      simulated,
      dataFrom: data.source === 'code' ? 'code' : config.data === undefined ? 'nasa' : 'tables',
      noun: data.noun ?? 'engine',
      code,
      ...(data.reading && { reading: data.reading }),
      ...(data.timeUnit !== undefined && { dated: data.clock !== undefined }),
      dataChecksum: data.checksum,
      ...(data.content !== undefined && { content: data.content }),
      ...(data.heldOutUnits && { heldOut: data.heldOutUnits }),
      ...(calibration && { calibration }),
      ...(members && { members }),
      scaler,
      model,
      parameterCount: parameterCount(model),
      trainer,
      dispose() {
        trainer.dispose();
        free();
      },
    };
  } catch (error) {
    free();
    throw error;
  }
}

/** Channels that rows have as they come: ages are made of their times. */
export function columnsOf({ config, scaler: { data } }: Pick<OpenRun, 'config' | 'scaler'>) {
  return config.age ? { ...data, channels: data.channels.filter((name) => name !== AGE) } : data;
}

/** Only of the weights that the run has: the errors of others say nothing about it. */
async function calibrationFor(folder: string): Promise<CalibrationData | undefined> {
  const stored = await calibrationIn(folder);
  if (!stored || (await isOfWeights(folder, stored))) return stored;
  notice(
    `${join(folder, RUN_FILES.calibration)} is of other weights than the run has now: training went on since, or the file is of another run. It is not used; 'amnl calibrate' makes it again`,
  );
  return undefined;
}

/** The network of the run's own, where it has one: the file that made it must be there, unchanged. */
async function networkIn(folder: string, code: readonly RecordedCode[]): Promise<NetworkFactory | undefined> {
  const made = code.findLast(({ brings }) => brings.includes('model'));
  return made && ownNetwork(await openRecorded(folder, made, 'must be the same'));
}

async function scalerOf(folder: string, { dataset }: Config, trained: StoredRun['data']): Promise<Scaler> {
  const scaler = readScaler(await needRunFile(folder, RUN_FILES.scaler));
  if (scaler.data.name === dataset && isFittedOn(scaler, dataset, trained)) return scaler;
  if (scaler.data.name === dataset) {
    throw cliError(
      'CLI_RUN_MISMATCH',
      `${join(folder, RUN_FILES.scaler)} was fitted on other data of ${dataset} than the run was trained on. Restore the run's own file`,
    );
  }
  throw cliError(
    'CLI_RUN_MISMATCH',
    `${join(folder, RUN_FILES.scaler)} was fitted on ${shortText(scaler.data.name)}, the run was trained on ${dataset}. Restore the run's own file`,
  );
}

/**
 * Weights of another run may have the right shapes. A checkpoint carries the metrics of its epoch, so those of this run
 * stand in the history, number for number.
 */
async function checkOrigin(folder: string, { epochs = 0, metrics }: LoadedWeights): Promise<void> {
  const lines = (await needRunFile(folder, RUN_FILES.history)).split('\n');
  const line = lines[epochs - 1];
  if (!line) {
    throw cliError(
      'CLI_RUN_MISMATCH',
      `${join(folder, RUN_FILES.best)} has the weights of epoch ${epochs}, counted from 1, but ${RUN_FILES.history} has no such line. Restore the file that does not belong to this run`,
    );
  }
  let recorded: object | undefined;
  try {
    recorded = (JSON.parse(line) as { metrics?: object } | null)?.metrics;
  } catch (error) {
    throw cliError(
      'CLI_RUN_INVALID',
      `line ${epochs} of ${join(folder, RUN_FILES.history)} is damaged. Restore the file`,
      error,
    );
  }
  // A run of a release before has NASA's score under its earlier names in both, one that was resumed since in one of them.
  const asToday = underTodaysNames({ ...recorded });
  if (metrics !== undefined && isDeepStrictEqual(asToday, underTodaysNames(metrics))) return;
  throw cliError(
    'CLI_RUN_MISMATCH',
    `${join(folder, RUN_FILES.best)} does not belong to this run: its metrics differ from line ${epochs} of ${RUN_FILES.history}. Restore the run's own checkpoint`,
  );
}

function oneOf<T extends EngineChoice | BackendChoice>(flag: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  throw cliError('CLI_USAGE', `--${flag} is '${value}': ${expectedOneOf(value, allowed)}`);
}
