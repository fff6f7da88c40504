import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeText } from '../files/write-file.js';
import { type CalibrationData, readCalibration } from '../schemas/calibration.js';
import { cliError } from '../terminal/errors.js';
import { readRunFile } from './read-run-file.js';
import { RUN_FILES } from './run-folder.js';

/** Writes `calibration.json` for the best weights in the folder: on one line, as it has some hundred thousand numbers. */
export async function writeCalibration(folder: string, calibration: CalibrationData): Promise<void> {
  const weights = await weightsChecksum(folder);
  await writeText(join(folder, RUN_FILES.calibration), `${JSON.stringify({ ...calibration, weights })}\n`);
}

/**
 * Whether it is of the best weights in the folder. Not where training went on since and has not come to its end, or where the file is of
 * another run: its errors are those of another network.
 */
export async function isOfWeights(folder: string, { weights }: CalibrationData): Promise<boolean> {
  return weights === undefined || weights === (await weightsChecksum(folder));
}

async function weightsChecksum(folder: string): Promise<string> {
  const bytes = await readFile(join(folder, RUN_FILES.best));
  return createHash('sha256').update(bytes).digest('hex');
}

/** Reads `calibration.json`; undefined where a run has none: it held no unit out, or is of an earlier release. @throws CLI_RUN_INVALID */
export async function calibrationIn(folder: string): Promise<CalibrationData | undefined> {
  const text = await readRunFile(folder, RUN_FILES.calibration);
  if (text === undefined) return undefined;
  const read = readCalibration(text);
  if (read.ok) return read.value;
  throw cliError(
    'CLI_RUN_INVALID',
    `${join(folder, RUN_FILES.calibration)} ${read.why()}. Restore the file, or write it again with 'amnl calibrate ${folder}'`,
  );
}
