import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochRecord, Plugin } from '@amnl/core-loop';
import { writeText } from '../files/write-file.js';
import { underBothNames } from '../schemas/earlier-names.js';
import { RUN_FILES } from './run-folder.js';

/** What every line of the history has in addition to the epoch's record. */
export interface HistoryFacts {
  readonly selection: 'test' | 'holdout';
  readonly simulated: boolean;
}

/**
 * One line of `history.jsonl`. Everything under `metrics` is bit-equal from run to run of the same configuration, engine
 * and machine; timings are next to it.
 */
export function historyLine({ epoch, metrics, seconds, samplesPerSecond }: EpochRecord, facts: HistoryFacts): string {
  return JSON.stringify({ epoch, ...facts, metrics: underBothNames(metrics), seconds, samplesPerSecond });
}

/**
 * Keeps `history.jsonl` in the run folder, a line an epoch. The file is small, so it is written whole each time: a full
 * disk or a kill leaves the epochs before.
 */
export function historyWriter(folder: string, facts: HistoryFacts): Plugin {
  const path = join(folder, RUN_FILES.history);
  const write = (history: readonly EpochRecord[]) =>
    writeText(path, history.map((record) => `${historyLine(record, facts)}\n`).join(''));
  return {
    name: 'history',
    hooks: {
      async fitStart({ history }) {
        // Killed between this file and the checkpoint, a run goes on before the epoch that the file has last.
        if (await stat(path).catch(() => undefined)) await write(history);
      },
      epochEnd: ({ history }) => write(history),
    },
  };
}
