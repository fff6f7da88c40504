import { join } from 'node:path';
import { type RestoreOptions, TrainError, type Trainer } from '@amnl/core-loop';
import { readCheckpointWith } from './checkpoint-file.js';
import { failure } from './errors.js';
import { FILES } from './file-names.js';
import { nodeFiles } from './file-system.js';
import { isWholeRun, restore, type WholeRun, weightsOnly } from './load.js';

/** Where a run resumes. */
export interface Resumed {
  readonly checkpoint: WholeRun;
  readonly path: string;
  /** What was wrong with a newer file, in words; usually empty. */
  readonly problems: readonly string[];
}

/**
 * Restores a trainer from the newest checkpoint of a folder that can be loaded: `last.safetensors`, or the previous one. What is
 * wrong with a newer one is returned, and reported as a `run:notice`.
 * @param options `{ allow }`: intended differences of the set-up, as for `trainer.restore`
 * @throws CK_NOT_FOUND if there is none, CK_NONE_USABLE with what is wrong with each, CL_SETUP_CHANGED where seed, data,
 *   plugins or their options differ, CL_STATE_MISMATCH for another model
 */
export async function resumeLatest(
  trainer: Pick<Trainer, 'restore' | 'events'>,
  dir: string,
  options?: RestoreOptions,
): Promise<Resumed> {
  const newest = await newestCheckpoint(dir);
  await restore(trainer, newest.checkpoint, options);
  for (const message of newest.problems) trainer.events.emit('run:notice', { by: 'checkpoint', message });
  return newest;
}

/**
 * The newest checkpoint to resume from. The file names decide which is newer: step counts may decrease, in a run that
 * was rolled back.
 */
async function newestCheckpoint(dir: string): Promise<Resumed> {
  const failures: TrainError[] = [];
  for (const path of [join(dir, FILES.last), join(dir, FILES.previous)]) {
    try {
      const checkpoint = await readCheckpointWith(nodeFiles, path);
      if (!isWholeRun(checkpoint)) throw weightsOnly(path);
      const instead = `resuming from ${path}, after epoch ${checkpoint.epochs} and step ${checkpoint.step ?? 'unknown'}`;
      return { checkpoint, path, problems: failures.map(({ detail }) => `${detail}; ${instead}`) };
    } catch (error) {
      if (!(error instanceof TrainError)) throw error;
      failures.push(error);
    }
  }
  const reasons = failures.map(({ detail, code }) => `${detail} (${code})`).join('; ');
  if (failures.every(({ code }) => code === 'CK_NOT_FOUND')) {
    throw failure('CK_NOT_FOUND', `there is no checkpoint to resume from in ${dir}: ${reasons}. Start a new run`);
  }
  throw failure(
    'CK_NONE_USABLE',
    `no checkpoint in ${dir} can be loaded: ${reasons}. Restore a copy of one, or start a new run`,
  );
}
