import { statSync } from 'node:fs';
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
  RUN_FILES.calibration,
  RUN_FILES.reasons,
];

/**
 * A run folder as the source of a live page. Nothing but its files is looked at, so it does not matter which process trains in it,
 * nor that this one is killed and another one goes on. It is read within one turn of the event loop, see `readRunFile`.
 */
export function folderSource(folder: string): LiveSource {
  return {
    async version() {
      const stamps = WATCHED.map((name) => stampOf(join(folder, name)));
      return `${stamps.join(' ')} ${await isTraining(folder)}`;
    },
    read: () => readRun(folder),
  };
}

function stampOf(path: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(path);
    return `${ino}/${mtimeMs}/${size}`;
  } catch {
    return '-';
  }
}
