import { join } from 'node:path';
import { writeText } from '../files/write-file.js';
import { type CalibrationData, readCalibration } from '../schemas/calibration.js';
import { cliError } from '../terminal/errors.js';
import { readRunFile } from './read-run-file.js';
import { RUN_FILES } from './run-folder.js';

/** Writes `calibration.json`: on one line, as it has some hundred thousand numbers. */
export function writeCalibration(folder: string, calibration: CalibrationData): Promise<void> {
  return writeText(join(folder, RUN_FILES.calibration), `${JSON.stringify(calibration)}\n`);
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
