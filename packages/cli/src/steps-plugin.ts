import { appendFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin, Run } from '@amnl/core-loop';
import { stepPoints } from '@amnl/report';
import { systemReason } from './report-error.js';
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
  const append = (text: string, { events }: Run) => {
    if (failed) return;
    writing = writing
      .then(() => appendFile(path, text))
      .catch((error: unknown) => {
        if (failed) return;
        failed = true;
        const reason = systemReason(error) ?? String(error);
        const message = `${path} cannot be written: ${reason}. The run goes on without curves within epochs`;
        events.emit('run:notice', { by: 'steps', message });
      });
  };
  const points = stepPoints((point, run) => append(`${JSON.stringify(point)}\n`, run), now);
  return {
    name: 'steps',
    hooks: {
      ...points,
      async fitStart(run) {
        failed = false;
        // A kill may have cut the last line off: what follows begins on a line of its own.
        append((await stat(path).catch(() => undefined))?.size ? '\n' : '', run);
        await points.fitStart(run);
      },
      async fitEnd(run, reason) {
        await points.fitEnd(run, reason);
        await writing;
      },
    },
  };
}
