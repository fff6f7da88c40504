import { existsSync } from 'node:fs';
import { TrainError } from '@amnl/core-loop';
import type { DriftCounts } from '@amnl/data-fleet';
import { readText } from '../../files/read-text.js';
import { writeText } from '../../files/write-file.js';
import { cliError } from '../../terminal/errors.js';
import { shortText } from '../../terminal/plain-value.js';
import { reasonOf } from '../../terminal/system-reason.js';

/** Counts have some kilobytes; of sixty channels in sixty conditions they have a megabyte. */
const MAX_COUNTS_BYTES = 16 << 20;

/** Adds the counts in a file. @throws CLI_USAGE if it cannot be read, DF_DRIFT_INVALID, DF_DRIFT_MISMATCH */
export async function addStored(counts: DriftCounts, file: string): Promise<void> {
  const text = await readText(file, MAX_COUNTS_BYTES).catch((error: unknown) => {
    const advice = "Give files written by 'amnl predict --drift FILE' or 'amnl serve'";
    throw cliError('CLI_USAGE', `cannot read counts from ${file}: ${reasonOf(error)}. ${advice}`, error);
  });
  try {
    counts.merge(text);
  } catch (error) {
    if (!(error instanceof TrainError)) throw error;
    throw new TrainError(error.code, `${shortText(file)}: ${error.detail}`, { by: 'data-fleet', cause: error });
  }
}

/**
 * Adds counts to a file, which is made if it is not there: it is replaced as a whole. Two commands that add at the same moment lose the
 * counts of one.
 */
export async function addToFile(counts: DriftCounts, file: string): Promise<void> {
  if (existsSync(file)) await addStored(counts, file);
  await writeText(file, `${JSON.stringify(counts)}\n`);
}
