import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LiveSource } from '@amnl/report';
import { RUN_FILES } from '../run-folder/run-folder.js';
import { isTraining } from '../run-folder/run-lock.js';
import { readRun } from './read-run.js';

/** Files whose change is a change of what is shown. */
const WATCHED = [
  RUN_FILES.config,
  RUN_FILES.history,
  RUN_FILES.steps,
  RUN_FILES.timings,
  RUN_FILES.metrics,
  RUN_FILES.predictions,
];

/**
 * A run folder as the source of a live page. Nothing but its files is looked at, so it does not matter which process trains in it,
 * nor that this one is killed and another one goes on.
 */
export function folderSource(folder: string): LiveSource {
  return {
    async version() {
      const stamps = await Promise.all(
        WATCHED.map(async (name) => {
          const found = await stat(join(folder, name)).catch(() => undefined);
          return found === undefined ? '-' : `${found.ino}/${found.mtimeMs}/${found.size}`;
        }),
      );
      return `${stamps.join(' ')} ${await isTraining(folder)}`;
    },
    read: () => readRun(folder),
  };
}
