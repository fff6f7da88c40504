import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { checkEnvironment, openTrackedRun } from '@amnl/mlflow';
import { RUN_FILES } from '../run-folder/run-folder.js';
import { lockRun } from '../run-folder/run-lock.js';
import { readRunRecord } from '../run-folder/run-record.js';
import { cliError } from '../terminal/errors.js';
import { wholeNumber } from '../terminal/flag-values.js';
import { inform, notice } from '../terminal/terminal.js';
import { completeFromFiles } from '../track/from-files.js';
import { trackedFiles } from '../track/tracked-files.js';

/** Flags of `amnl track`. */
export interface TrackCommandFlags {
  readonly trackParent?: string;
  readonly trackFiles?: string;
  readonly seconds?: string;
}

/** Seconds that the command tries. */
const DEFAULT_SECONDS = 120;

/**
 * `amnl track RUN`: uploads to MLflow what is missing there, of a run whose server was down, or of one that was never tracked.
 * @throws MF_… where it does not arrive; CLI_RUN_INVALID, CLI_RUN_BUSY
 */
export async function track(run: string, flags: TrackCommandFlags): Promise<void> {
  const folder = resolve(run);
  const files = trackedFiles(flags.trackFiles);
  checkEnvironment();
  const seconds = flags.seconds === undefined ? DEFAULT_SECONDS : wholeNumber('seconds', flags.seconds, 1);
  const [isRun, wasTracked] = await Promise.all([isFile(folder, RUN_FILES.config), isFile(folder, RUN_FILES.mlflow)]);
  if (!isRun && !wasTracked) {
    const advice = "Give a run folder written by 'amnl train' or the mlflow plugin";
    throw cliError('CLI_RUN_INVALID', `${folder} has neither ${RUN_FILES.config} nor ${RUN_FILES.mlflow}. ${advice}`);
  }
  const release = await lockRun(folder);
  try {
    const { trackParent } = flags;
    const tracked = await openTrackedRun(folder, {
      runName: basename(folder),
      send: false, // before all is there
      onNotice: notice,
      ...(isRun && !wasTracked && { startTime: Date.parse((await readRunRecord(folder)).started) }),
      ...(trackParent !== undefined && { parentRun: trackParent }),
    });
    try {
      const found = isRun ? await completeFromFiles(tracked, folder, { isNew: !wasTracked }) : undefined;
      // The process that trained is gone, and had no time to say so.
      if (!tracked.ended) tracked.end(found?.done ? 'FINISHED' : 'KILLED', found?.at);
      if (isRun) tracked.artifacts(files);
      const { complete, trouble, url } = await tracked.send(seconds);
      if (complete) return inform(`Uploaded to MLflow: ${url}`);
      if (trouble !== undefined) throw trouble;
      throw cliError(
        'CLI_TRACK_UNFINISHED',
        `not everything was uploaded within ${seconds} s. Try again, or raise --seconds`,
      );
    } finally {
      await tracked.close();
    }
  } finally {
    release();
  }
}

async function isFile(folder: string, name: string): Promise<boolean> {
  return (await stat(join(folder, name)).catch(() => undefined))?.isFile() ?? false;
}
