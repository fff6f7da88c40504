import { join } from 'node:path';
import { type AskedConfig, isFolds } from '../config/config.js';
import { flagSources, setSource } from '../config/config-sources.js';
import { resolveConfig } from '../config/resolve-config.js';
import { givenCode } from '../own-code/given-code.js';
import { dataFrom } from '../own-code/own-data.js';
import { checkSameFolds, checkUnchanged, findRun, finished, type ResumedRun } from '../run-folder/resume.js';
import { checkRunFolder, defaultRunName, FOLDS_FILES, RUN_FILES } from '../run-folder/run-folder.js';
import { cliError } from '../terminal/errors.js';
import { inform, printJson } from '../terminal/terminal.js';
import { nothingLeft } from './dry-run/nothing-left.js';
import { allFoldsDone } from './folds/all-folds-done.js';
import { finishFolds } from './folds/finish-folds.js';
import { resumeCommand } from './interrupted.js';
import { checkOutputFlags, type TrainFlags, trainAsked } from './train-asked.js';
import { trainPlanned } from './train-planned.js';
import { trainSeeds } from './train-seeds.js';

/**
 * `amnl train`: checks everything that can be checked first, trains (on, with `--resume`), evaluates the best weights, leaves the
 * run folder; with `--folds` one for each fold, with `--seeds` one for each seed. With `--plan` the run is one of a plan.
 */
export async function train(flags: TrainFlags): Promise<void> {
  if (flags.plan !== undefined || flags.index !== undefined) return trainPlanned(flags);
  if (flags.seeds !== undefined) return trainSeeds(flags, flags.seeds);
  const { out, resume, allowConfigChange: allowChange = false, set } = flags;
  const resumed = resume === undefined ? undefined : await findRun(resume, out);
  const own = await givenCode(flags, resumed && { folder: resumed.folder, code: resumed.record.code ?? [] });
  const code = own.loaded.map(({ used }) => used);
  const before = resumed === undefined ? [] : [recordSource(resumed)];
  const dataCode = dataFrom(own.loaded);
  const asked = resolveConfig(
    [...before, ...own.settings, setSource(set ?? []), ...flagSources(flags)],
    dataCode?.given,
  );
  if (resumed) checkSameFolds(resumed, asked);
  if (isFolds(asked)) checkFoldsFlags(flags);
  if (resumed && (await isDone(resumed, asked, { ...flags, code }))) return;
  checkOutputFlags(flags, resumed);
  const folder = resumed?.folder ?? (await checkRunFolder(out ?? (await defaultRunName(asked, dataCode))));
  await trainAsked({ asked, own: own.loaded, folder, resumed, allowChange, flags });
}

/** What shows or changes one run. @throws CLI_USAGE */
function checkFoldsFlags({ dryRun, watch, allowConfigChange, stopAfter }: TrainFlags): void {
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
  if (stopAfter !== undefined) {
    throw cliError('CLI_USAGE', '--stop-after ends one run early. Name the fold that it holds out: --set fold=1');
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
