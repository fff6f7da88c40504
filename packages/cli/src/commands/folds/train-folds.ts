import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { completeConfig } from '../../config/complete-config.js';
import type { AskedConfig, Config } from '../../config/config.js';
import { writeJson } from '../../files/write-file.js';
import { loadAfresh } from '../../own-code/load-afresh.js';
import { recordedCode } from '../../own-code/recorded-code.js';
import { heldOutUnits } from '../../pipeline/pipeline.js';
import { checkUnchanged, finished, inUseOf, runOfFold } from '../../run-folder/resume.js';
import { discardRunFolder, FOLDS_FILES, foldFolder, makeFolder } from '../../run-folder/run-folder.js';
import { lockRun } from '../../run-folder/run-lock.js';
import { foldsRecord } from '../../run-folder/run-record.js';
import type { FoldsResult } from '../../schemas/folds.js';
import { inform } from '../../terminal/terminal.js';
import { wasTracked } from '../../track/tracking.js';
import { Interrupted, resumeCommand } from '../interrupted.js';
import { type RunParts, trainRun } from '../train-run.js';
import { finishFolds } from './finish-folds.js';

/** Several runs that share all settings but the fold that they hold out. */
export interface TrainFoldsParts extends RunParts {
  readonly asked: AskedConfig;
}

/**
 * Trains a run for each fold, each in a run folder of its own, and sums them up. A continuation leaves out those that are done, goes on
 * with the one that was interrupted, and begins the rest.
 * @returns the content of `folds.json`
 */
export async function trainFolds({ asked, ...parts }: TrainFoldsParts): Promise<FoldsResult> {
  const { data, folder, resumed, interrupt } = parts;
  const first = completeConfig({ ...asked, fold: 1 }, data);
  const { fold: _, ...config } = first;
  heldOutUnits(first, data); // too few units are said before anything is made
  const inUse = inUseOf({ ...parts, config });
  interrupt.begin();
  if (resumed) checkUnchanged(resumed, inUse, false);
  const made = resumed ? [] : await makeFolder(folder);
  const release = await lockRun(folder);
  let fold = 1;
  try {
    const started = resumed && { started: resumed.record.started };
    const record = foldsRecord({ ...inUse, code: recordedCode(folder, inUse.code), ...started });
    await writeJson(join(folder, FOLDS_FILES.record), record);
    for (let trained = 0; fold <= config.folds!; fold++) {
      if (interrupt.signal) throw new Interrupted(interrupt.signal, 0, undefined);
      trained += await trainFold({ ...config, fold }, parts, trained === 0 ? 'first' : 'next');
    }
    return await finishFolds(folder);
  } catch (error) {
    const saved = resumed !== undefined || fold > 1 || (await isThere(foldFolder(folder, 1)));
    release();
    if (!saved) await discardRunFolder(folder, made, Object.values(FOLDS_FILES));
    if (!(error instanceof Interrupted)) {
      if (saved) inform(`When the cause is gone, resume with: ${resumeCommand(folder)}`);
      throw error;
    }
    const ofWhat = ` of fold ${fold} of ${config.folds}`;
    throw new Interrupted(error.signal, error.epochs, saved ? folder : undefined, ofWhat);
  } finally {
    release();
  }
}

/** Trains the run of one fold if it is not done. @returns how many runs were trained */
async function trainFold(config: Config, parts: RunParts, among: 'first' | 'next'): Promise<number> {
  const { resumed, track } = parts;
  const folder = foldFolder(parts.folder, config.fold!);
  const run = resumed && (await runOfFold(parts.folder, config.fold!));
  const done = run && (await finished(run, config.epochs));
  if (done) {
    checkUnchanged(run, inUseOf({ ...parts, config }), false);
    inform(`Fold ${config.fold} of ${config.folds} is done: ${done.because}`);
    return 0;
  }
  const trackedBefore = await wasTracked(foldFolder(parts.folder, 1));
  const own = among === 'first' ? parts.own : await loadAfresh(parts.own, config.fold!);
  await trainRun({
    ...parts,
    own,
    config,
    folder,
    resumed: run,
    among,
    track: { trackParent: basename(parts.folder), ...track, trackedBefore },
  });
  return 1;
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
