import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin, Run } from '@amnl/core-loop';
import { stepPoints } from '@amnl/report';
import { MAX_TABLE_BYTES, readText } from '../files/read-text.js';
import { writeText } from '../files/write-file.js';
import { parseSteps } from '../schemas/steps.js';
import { reasonOf } from '../terminal/system-reason.js';
import { RUN_FILES } from './run-folder.js';

/**
 * Keeps `steps.jsonl` in the run folder: a look at the run every second or more, for the live page and for curves within an
 * epoch. Lines are appended and not synced, so that training waits for nothing; a disk that fails costs these lines alone.
 * @param now milliseconds of a clock that never goes back
 */
export function stepsWriter(folder: string, now?: () => number): Plugin {
  const path = join(folder, RUN_FILES.steps);
  let writing: Promise<void> = Promise.resolve();
  let failed = false;
  /** A failing disk is reported once. */
  const guarded = async (write: () => Promise<void>, { events }: Run) => {
    if (failed) return;
    try {
      await write();
    } catch (error) {
      if (failed) return;
      failed = true;
      const reason = reasonOf(error);
      const message = `${path} cannot be written: ${reason}. The run goes on without curves within epochs`;
      events.emit('run:notice', { by: 'steps', message });
    }
  };
  const append = (text: string, run: Run) => {
    writing = writing.then(() => guarded(() => appendFile(path, text), run));
  };
  const points = stepPoints((point, run) => append(`${JSON.stringify(point)}\n`, run), now);
  return {
    name: 'steps',
    hooks: {
      ...points,
      async fitStart(run) {
        failed = false;
        await guarded(() => takeBack(path, run.progress.step), run);
        await points.fitStart(run);
      },
      async fitEnd(run, reason) {
        await points.fitEnd(run, reason);
        await writing;
      },
    },
  };
}

/**
 * Leaves in the file what has happened up to `step`, where the run goes on: a process that was killed may have seen more, and its
 * last line may be cut off. Creates the file if it does not exist.
 */
async function takeBack(path: string, step: number): Promise<void> {
  const text = await readText(path, MAX_TABLE_BYTES).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const kept = parseSteps(text).filter((look) => look.step <= step);
  await writeText(path, kept.map((look) => `${JSON.stringify(look)}\n`).join(''));
}
