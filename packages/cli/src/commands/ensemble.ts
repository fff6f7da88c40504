import { join, relative, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeCheckpoint } from '@amnl/checkpoint';
import { createTrainer, type EpochRecord, type NamedVariables, numberOf, type TrainableModel } from '@amnl/core-loop';
import { chooseCompute } from '../compute/choose-compute.js';
import { CONFIG_KEYS, type Config } from '../config/config.js';
import { selectionInWords } from '../config/selection.js';
import { packageVersions } from '../files/package-versions.js';
import { writeJson, writeText } from '../files/write-file.js';
import { isOwnData, type LoadedData } from '../pipeline/load-data.js';
import { MONITOR } from '../pipeline/monitor.js';
import { parameterCount } from '../pipeline/network.js';
import { averageOf } from '../pipeline/network-of.js';
import { prepareData, trainerOptions } from '../pipeline/pipeline.js';
import { historyLine } from '../run-folder/history-plugin.js';
import { type OpenRun, openRun } from '../run-folder/open-run.js';
import { shown } from '../run-folder/resume.js';
import { checkRunFolder, discardRunFolder, makeRunFolder, RUN_FILES } from '../run-folder/run-folder.js';
import { lockRun } from '../run-folder/run-lock.js';
import { runRecord } from '../run-folder/run-record.js';
import { settingsChecksum } from '../run-folder/settings-checksum.js';
import { cliError } from '../terminal/errors.js';
import { printJson } from '../terminal/terminal.js';
import { calibratedBy, evaluateRun } from './evaluate-run.js';
import { finishRun } from './finish-run.js';
import { isTrainedOn } from './held-out-again.js';
import { dataOf, type RunDataFlags } from './run-data.js';

/** Flags of `amnl ensemble`. */
export interface EnsembleFlags extends RunDataFlags {
  readonly out: string;
  readonly json?: boolean;
}

/**
 * `amnl ensemble RUN…`: a run folder whose network is the mean of those of several runs that share all but their seed. All other commands take
 * it as any run.
 */
export async function ensemble(folders: readonly string[], { out, json, ...flags }: EnsembleFlags): Promise<void> {
  if (new Set(folders.map((folder) => resolve(folder))).size < Math.max(2, folders.length)) {
    throw cliError('CLI_USAGE', 'an ensemble is made of two runs or more, each given once. Give their folders');
  }
  const folder = await checkRunFolder(out);
  const runs: OpenRun[] = [];
  try {
    for (const one of folders) runs.push(await openRun(one, flags));
    checkMembers(folders, runs);
    const data = await dataOf(folders[0]!, runs[0]!, flags);
    if (!isTrainedOn(runs[0]!, data)) {
      throw cliError(
        'CLI_ENSEMBLE_UNFIT',
        `these data are not those that ${folders[0]} was trained on. Give them with --data-dir or --data`,
      );
    }
    const result = await makeEnsemble(folder, { folders, runs, data });
    if (json) await printJson(result);
  } finally {
    for (const run of runs) run.dispose();
  }
}

/** Settings in which members may differ: the seed, and what changes no network. */
const FREE: readonly (keyof Config)[] = [
  ...(['seed', 'splitSeed', 'threads', 'data', 'dataDir'] as const),
  ...(['checkpointSteps', 'checkpointMinutes'] as const),
];

interface Parts {
  readonly folders: readonly string[];
  readonly runs: readonly OpenRun[];
  readonly data: LoadedData;
}

/** Their scalers are equal only if they were fitted on the same units: those that none of them held out. @throws CLI_ENSEMBLE_UNFIT */
function checkMembers(folders: readonly string[], runs: readonly OpenRun[]): void {
  const [first, ...others] = runs as [OpenRun, ...OpenRun[]];
  for (const [i, run] of others.entries()) {
    const between = `${folders[0]} and ${folders[i + 1]}`;
    const key = CONFIG_KEYS.find(
      (name) => !FREE.includes(name) && !isDeepStrictEqual(first.config[name], run.config[name]),
    );
    if (key !== undefined) {
      const values = `${shown(first.config[key])} and ${shown(run.config[key])}`;
      throw cliError(
        'CLI_ENSEMBLE_UNFIT',
        `${between} differ in ${key}: ${values}. Members of an ensemble share all settings but their seed`,
      );
    }
    const same = isDeepStrictEqual(first.scaler.toJSON(), run.scaler.toJSON());
    if (same && isDeepStrictEqual(first.heldOut, run.heldOut) && first.dataChecksum === run.dataChecksum) continue;
    throw cliError(
      'CLI_ENSEMBLE_UNFIT',
      `${between} were trained on other units, so that nothing is held out of both. Train all with one split: --seeds 1..5 --set splitSeed=1`,
    );
  }
  const nested = folders.find((_, i) => runs[i]!.members !== undefined);
  if (nested !== undefined) throw cliError('CLI_ENSEMBLE_UNFIT', `${nested} is an ensemble itself. Give its members`);
}

async function makeEnsemble(folder: string, { folders, runs, data }: Parts) {
  const { config } = runs[0]!;
  const began = performance.now();
  const { engine, library, notices: _ } = await chooseCompute(config, config.threads);
  const sources = prepareData(config, data);
  const model = averageOf(
    runs.map((run) => run.model),
    config,
    data.rules.labels,
  );
  const trainer = createTrainer(trainerOptions(sources, model, { config, engine }));
  const made = await makeRunFolder(folder);
  const release = await lockRun(folder);
  try {
    const metrics = await trainer.evaluate();
    const [best, seconds] = [metrics[MONITOR.metric], (performance.now() - began) / 1000];
    const record: EpochRecord = { epoch: 0, metrics, seconds, samplesPerSecond: 0 };
    const facts = { selection: config.selection, simulated: data.simulated };
    await writeWeights(folder, model, { metrics, config, data });
    await writeText(join(folder, RUN_FILES.history), `${historyLine(record, facts)}\n`);
    await writeJson(join(folder, RUN_FILES.scaler), sources.scaler);
    const used = {
      engine: engine.name,
      backend: engine.backend,
      tensorflow: library,
      parameters: parameterCount(model),
    };
    const members = runs.map((run, i) => ({ seed: run.config.seed, folder: relative(folder, resolve(folders[i]!)) }));
    const heldOut = config.selection === 'holdout' ? sources.selection.windows.units : [];
    const recorded = { config, data, sizes: sources.sizes, heldOut, members, ...used, code: runs[0]!.code };
    await writeJson(join(folder, RUN_FILES.config), runRecord(recorded));
    const calibrated = sources.calibration && (await calibratedBy(trainer, sources.calibration, { data, config }));
    const evaluation = await evaluateRun(trainer, sources.test, { data, config, calibrated });
    const because = `the mean of ${numberOf(runs.length, 'network')}`;
    return await finishRun(
      { trainer, config, sources, model },
      {
        history: [record],
        reason: { by: 'ensemble', because },
        best: { epoch: 0, value: best },
        title: `Ensemble: ${because}`,
        evaluation,
        calibrated,
        ...used,
        folder,
        simulated: data.simulated,
        selectionRule: selectionInWords(config, data.test !== undefined),
        seconds,
        ownNetwork: runs[0]!.code.some(({ brings }) => brings.includes('model')),
        rowsBy: isOwnData(data.source) ? '--data' : '--input',
        isPart: false,
      },
    );
  } catch (error) {
    release();
    await discardRunFolder(folder, made);
    throw error;
  } finally {
    release();
    trainer.dispose();
  }
}

/** The members' weights in one file, which is read as the best weights of any run. */
async function writeWeights(
  folder: string,
  model: TrainableModel,
  {
    metrics,
    config,
    data,
  }: { readonly metrics: EpochRecord['metrics']; readonly config: Config; readonly data: LoadedData },
): Promise<void> {
  const variables: NamedVariables = { ...model.parameters, ...model.buffers };
  const tensors = await Promise.all(
    Object.entries(variables).map(async ([name, variable]) => {
      const values = (await variable.data()) as Float32Array;
      return [`model/${name}`, { dtype: 'float32', shape: variable.shape, data: values }] as const;
    }),
  );
  await writeCheckpoint(join(folder, RUN_FILES.best), {
    kind: 'best',
    epochs: 1,
    metrics,
    about: { config: settingsChecksum(config), data: data.checksum, versions: JSON.stringify(packageVersions()) },
    tensors: Object.fromEntries(tensors),
  });
}
