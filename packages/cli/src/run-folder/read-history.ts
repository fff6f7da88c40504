import { join } from 'node:path';
import { numberOf } from '@amnl/core-loop';
import { MAX_TEXT_BYTES } from '../files/read-text.js';
import { type HistoryLine, parseHistory } from '../schemas/history.js';
import { parseMetrics, type RunMetrics } from '../schemas/metrics.js';
import { cliError } from '../terminal/errors.js';
import { readRunFile } from './read-run-file.js';
import { RUN_FILES } from './run-folder.js';

/** Reads `metrics.json`; undefined while the run is not done. @throws CLI_RUN_INVALID */
export async function readMetrics(folder: string): Promise<RunMetrics | undefined> {
  const text = await readRunFile(folder, RUN_FILES.metrics, MAX_TEXT_BYTES);
  return text === undefined ? undefined : parseMetrics(text, join(folder, RUN_FILES.metrics));
}

/**
 * Reads `history.jsonl`: an epoch an entry, none before the first is over.
 * @param metrics of {@link readMetrics}, called before: what a run that is done must have here
 * @throws CLI_RUN_INVALID, also where a run that is done has other epochs: a file that was cut off at the end of a line looks whole
 */
export async function readHistory(folder: string, metrics: RunMetrics | undefined): Promise<HistoryLine[]> {
  const from = join(folder, RUN_FILES.history);
  const history = parseHistory((await readRunFile(folder, RUN_FILES.history)) ?? '', from);
  if (metrics === undefined || metrics.epochs === history.length) return history;
  const what = `${from} has ${numberOf(history.length, 'epoch')}, but the run is done and had ${metrics.epochs} (${RUN_FILES.metrics})`;
  throw cliError('CLI_RUN_INVALID', `${what}. Restore the file`);
}
