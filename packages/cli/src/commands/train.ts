import { join } from 'node:path';
import { asRecorded } from '../compute/as-recorded.js';
import { chooseCompute } from '../compute/choose-compute.js';
import { completeConfig } from '../config/complete-config.js';
import { type AskedConfig, isFolds } from '../config/config.js';
import { flagSources, setSource } from '../config/config-sources.js';
import { resolveConfig } from '../config/resolve-config.js';
import { givenCode } from '../own-code/given-code.js';
import { dataFrom, loadRunData } from '../own-code/own-data.js';
import { type Given, loadToGive } from '../pipeline/give-rows.js';
import { checkSameFolds, checkUnchanged, findRun, finished, type ResumedRun } from '../run-folder/resume.js';
import { checkRunFolder, defaultRunName, FOLDS_FILES, RUN_FILES } from '../run-folder/run-folder.js';
import { cliError } from '../terminal/errors.js';
import { inform, notice, printJson } from '../terminal/terminal.js';
import { checkTrackFlags, type TrackFlags, wasTracked } from '../track/tracking.js';
import { dryRun } from './dry-run/dry-run.js';
import { nothingLeft } from './dry-run/nothing-left.js';
import { allFoldsDone } from './folds/all-folds-done.js';
import { finishFolds } from './folds/finish-folds.js';
import { trainFolds } from './folds/train-folds.js';
import { listenToSignals } from './interrupt.js';
import { resumeCommand } from './interrupted.js';
import { portNumber } from './live-page.js';
import { noticeThreads } from './notice-threads.js';
import { trainRun } from './train-run.js';

/** Flags of `amnl train`; those of settings come under the settings' names. */
export interface TrainFlags extends TrackFlags {
  readonly out?: string;
  readonly resume?: string;
  readonly allowConfigChange?: boolean;
  readonly config?: string;
  readonly plugin?: readonly string[];
  readonly set?: readonly string[];
  readonly json?: boolean;
  /** Serve the live page; a text is the port. */
  readonly watch?: boolean | string;
  /** Write event files for TensorBoard. */
  readonly tensorboard?: boolean;
  /** Two steps, and nothing written. */
  readonly dryRun?: boolean;
  readonly [setting: string]: unknown;
}

/**
 * `amnl train`: checks everything that can be checked first, trains (on, with `--resume`), evaluates the best weights, leaves the
 * run folder; with `--folds` one for each fold.
 */
export async function train(flags: TrainFlags): Promise<void> {
  const { out, resume, allowConfigChange: allowChange = false, set, json = false, watch, tensorboard } = flags;
  const resumed = resume === undefined ? undefined : await findRun(resume, out);
  const own = await givenCode(flags, resumed && { folder: resumed.folder, code: resumed.record.code ?? [] });
  const code = own.loaded.map(({ used }) => used);
  const before = resumed === undefined ? [] : [recordSource(resumed)];
  const dataCode = dataFrom(own.loaded);
  const asked = resolveConfig(
    [...before, ...own.settings, setSource(set ?? []), ...flagSources(flags)],
    dataCode?.given,
  );
  const folds = isFolds(asked);
  if (resumed) checkSameFolds(resumed, asked);
  if (folds) checkFoldsFlags(flags);
  if (resumed && (await isDone(resumed, asked, { ...flags, code }))) return;
  if (typeof watch === 'string') portNumber(watch);
  checkTrackFlags(flags, resumed !== undefined);
  const folder = resumed?.folder ?? (await checkRunFolder(out ?? (await defaultRunName(asked, dataCode))));
  const choice = resumed ? asRecorded(asked, resumed.record) : asked;
  const { engine, threads, library, notices } = await chooseCompute(choice, asked.threads);
  for (const message of notices) notice(message);
  const wanted: AskedConfig = threads === undefined ? asked : { ...asked, threads };
  noticeThreads(wanted, engine);
  const common = { engine, library, folder, own: own.loaded, resumed, allowChange };

  if (flags.dryRun) {
    const tracked = flags.track !== undefined || (await wasTracked(folder));
    await dryRun({ ...common, asked: wanted, tensorboard: tensorboard === true, tracked, json });
    return;
  }

  const interrupt = listenToSignals();
  try {
    const rows = await loadToGive(() => loadRunData(wanted, own.loaded, resumed?.folder));
    const parts = { ...common, interrupt, watch, tensorboard: tensorboard === true, track: flags };
    const result = folds
      ? await trainFolds({ ...parts, data: rows.take(), asked: wanted })
      : await trainRun({ ...parts, config: completeConfig(wanted, rows.about), ...dataOf(wanted, rows) });
    if (json) await printJson(result);
  } finally {
    interrupt.release();
  }
}

/** The units that a fold holds out are looked at again when it is trained; else the rows need not stay. */
function dataOf({ fold }: AskedConfig, rows: Given) {
  return fold === undefined ? { data: rows.about, rows } : { data: rows.take() };
}

/** What shows or changes one run. @throws CLI_USAGE */
function checkFoldsFlags({ dryRun, watch, allowConfigChange }: TrainFlags): void {
  if (dryRun) throw cliError('CLI_USAGE', '--dry-run tries one run. Name the fold that it holds out: --set fold=1');
  if (watch) {
    throw cliError(
      'CLI_USAGE',
      "--watch shows one run. Omit it, and watch one with 'amnl watch' and the folder of its fold",
    );
  }
  if (allowConfigChange) {
    throw cliError(
      'CLI_USAGE',
      '--allow-config-change would give folds that cannot be compared. Resume with the original settings, or start new runs',
    );
  }
}

/** Whether nothing is left to train; says so, and prints the result. */
async function isDone(
  resumed: ResumedRun,
  asked: AskedConfig,
  {
    allowConfigChange = false,
    json,
    dryRun,
    code,
  }: TrainFlags & { readonly code: Parameters<typeof checkUnchanged>[1]['code'] },
): Promise<boolean> {
  const { folder, record } = resumed;
  const check = () => checkUnchanged(resumed, { ...record, data: undefined, config: asked, code }, allowConfigChange);
  if (isFolds(asked)) {
    if (!(await allFoldsDone(folder, asked.folds!, asked.epochs))) return false;
    check();
    const more = `${resumeCommand(folder)} --epochs ${2 * record.config.epochs}`;
    inform(`All ${asked.folds} folds in ${folder} are done. To train longer, give them more epochs, e.g. ${more}`);
    const result = await finishFolds(folder);
    if (json) await printJson(result);
    return true;
  }
  const done = await finished(resumed, asked.epochs);
  if (!done) return false;
  check();
  const more = `${resumeCommand(folder)} --epochs ${2 * record.config.epochs}`;
  inform(`The run in ${folder} is done: ${done.because}. To train longer, give it more epochs, e.g. ${more}`);
  if (json) await printJson(dryRun ? nothingLeft(resumed, done.because) : done.metrics);
  return true;
}

function recordSource({ folder, record }: ResumedRun) {
  const name = record.format === 'amnl-folds' ? FOLDS_FILES.record : RUN_FILES.config;
  return { from: join(folder, name), values: record.config };
}
