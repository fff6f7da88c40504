import { join } from 'node:path';
import type { Plugin, Run, Timings } from '@amnl/core-loop';
import { writeJson } from '../files/write-file.js';
import { readRunFile } from '../run-folder/read-run-file.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import { MAX_TIMINGS, parseTimings } from '../schemas/timings.js';
import { addTimings } from './add-timings.js';

/** Where the time of a run went, kept in its folder. */
export interface RunClock {
  /** Keeps `timings.json`: after every epoch, and when the run ends or is interrupted. */
  readonly plugin: Plugin;
  /** Of the run so far, with its parts in earlier processes. */
  total(run: Run): Timings;
}

/**
 * Adds up the time of a run over all processes that trained it. No snapshot has it, so it is a file of its own; of a process that is
 * killed, it lacks what passed after the last epoch.
 */
export function runClock(folder: string): RunClock {
  const path = join(folder, RUN_FILES.timings);
  let earlier: Timings | undefined;
  let known = false;
  const total = ({ timings }: Run) => (earlier === undefined ? timings : addTimings(earlier, timings));
  const write = async (run: Run) => {
    if (known) await writeJson(path, total(run)); // a file that cannot be read stays as it is
  };
  return {
    total,
    plugin: {
      name: 'timings',
      hooks: {
        async fitStart() {
          const text = await readRunFile(folder, RUN_FILES.timings, MAX_TIMINGS);
          earlier = text === undefined ? undefined : parseTimings(text, path);
          known = true;
        },
        epochEnd: write,
        fitEnd: write,
      },
    },
  };
}
