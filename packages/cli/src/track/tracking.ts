import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Plugin } from '@amnl/core-loop';
import { checkEnvironment, mlflow, openTrackedRun } from '@amnl/mlflow';
import { flagName } from '../config/setting-descriptions.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import { cliError } from '../terminal/errors.js';
import { notice } from '../terminal/terminal.js';
import { completeFromFiles } from './from-files.js';
import { parametersOf, type TrackedFacts, tagsOf } from './params-and-tags.js';
import { printSent } from './print-sent.js';
import { trackedFiles } from './tracked-files.js';

/** Flags of `amnl train` about tracking. */
export interface TrackFlags {
  readonly track?: string;
  readonly trackParent?: string;
  readonly trackSteps?: string;
  readonly trackFiles?: string;
  /** Whether a run before that belongs to this one was tracked: then this one is, too. */
  readonly trackedBefore?: boolean;
}

/** A run that is tracked. */
export interface Tracking {
  /** Put it into the trainer's list. */
  readonly plugin: Plugin;
  /** Sends what the run has left in its folder, for some seconds at most. Never throws. */
  finish(): Promise<void>;
}

/** Seconds that the end of a training waits for the server at most. */
const END_SECONDS = 10;

/**
 * The tracking of a run, where it is asked for; a run that was tracked before is so when it goes on.
 * @throws CLI_USAGE, MF_ENVIRONMENT
 */
export async function tracking(folder: string, flags: TrackFlags, facts: TrackedFacts): Promise<Tracking | undefined> {
  const { track, trackParent, trackSteps, trackFiles } = flags;
  const files = trackedFiles(trackFiles);
  const before = flags.trackedBefore === true || (await wasTracked(folder));
  if (track === undefined && !before) return undefined;
  const send = track !== undefined || (process.env['MLFLOW_TRACKING_URI'] ?? '') !== '';
  if (!send)
    notice("this run is tracked, but MLFLOW_TRACKING_URI is not set: its data are kept until you run 'amnl track'");
  return {
    plugin: mlflow({
      dir: folder,
      runName: basename(folder),
      ...(trackParent !== undefined && { parentRun: trackParent }),
      ...(trackSteps !== undefined && { everySteps: Number(trackSteps) }),
      params: parametersOf(facts),
      tags: tagsOf(facts),
      send,
      endSeconds: 0, // `finish` waits
    }),
    async finish() {
      if (!send || !(await wasTracked(folder))) return;
      const tellWhy = (error: unknown) => notice((error as Error).message); // the run itself is done
      try {
        const run = await openTrackedRun(folder, { send: false, onNotice: notice });
        await completeFromFiles(run, folder, { isNew: false }).catch(tellWhy);
        run.artifacts(files);
        printSent(await run.send(END_SECONDS), folder);
      } catch (error) {
        tellWhy(error);
      }
    },
  };
}

/**
 * Checks the flags before any work is done.
 * @param resumed a run that was tracked before needs no `--track`
 * @throws CLI_USAGE, MF_ENVIRONMENT
 */
export function checkTrackFlags(flags: TrackFlags, resumed: boolean): void {
  const { track, trackParent, trackSteps, trackFiles } = flags;
  const detail = ['trackParent', 'trackSteps', 'trackFiles'].find(
    (name) => flags[name as keyof TrackFlags] !== undefined,
  );
  if (track === undefined && detail !== undefined && !resumed) {
    throw cliError('CLI_USAGE', `${flagName(detail)} needs --track mlflow. Add it, or omit ${flagName(detail)}`);
  }
  if (track !== undefined && track !== 'mlflow') throw cliError('CLI_USAGE', `--track is '${track}'. Expected mlflow`);
  if (track !== undefined) checkEnvironment();
  trackedFiles(trackFiles);
  if (trackSteps !== undefined && !(Number.isSafeInteger(Number(trackSteps)) && Number(trackSteps) > 0)) {
    throw cliError('CLI_USAGE', `--track-steps is '${trackSteps}'. Give a whole number of at least 1`);
  }
  if (trackParent !== undefined && (trackParent.trim() === '' || trackParent.length > 250)) {
    throw cliError(
      'CLI_USAGE',
      '--track-parent is not a valid name. Give 1 to 250 characters, or the id of an MLflow run',
    );
  }
}

/** Whether the run in a folder is tracked. */
export async function wasTracked(folder: string): Promise<boolean> {
  return (await stat(join(folder, RUN_FILES.mlflow)).catch(() => undefined)) !== undefined;
}
