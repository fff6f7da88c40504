import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CONFIG_KEYS } from '../../config/config.js';
import { MAX_TEXT_BYTES } from '../../files/read-text.js';
import { calibrationIn, isOfWeights } from '../../run-folder/calibration-file.js';
import { needRunFile } from '../../run-folder/read-run-file.js';
import { FOLDS_FILES, foldFolder, RUN_FILES } from '../../run-folder/run-folder.js';
import { readRecord, readRunRecord } from '../../run-folder/run-record.js';
import type { CalibrationData } from '../../schemas/calibration.js';
import { cliError } from '../../terminal/errors.js';

/** Settings that say which units are held out, and those that change no number of a network. */
const MAY_DIFFER: readonly string[] = ['selection', 'holdoutFraction', 'folds', 'fold', 'data', 'dataDir', 'threads'];

/** Rows that are kept of all folds together. */
const MOST_ROWS = 50_000;

/**
 * Calibration of a run by the folds of the same training: every unit as predicted by the network that has not seen it.
 * @throws CLI_RUN_MISMATCH where the folds were trained on other data or with other settings, CLI_NO_CALIBRATION, CLI_RUN_INVALID
 */
export async function calibrationOfFolds(folder: string, folds: string): Promise<CalibrationData> {
  const text = await needRunFile(folds, FOLDS_FILES.record, MAX_TEXT_BYTES);
  const trained = readRecord(join(folds, FOLDS_FILES.record), text, 'amnl-folds');
  const run = await readRunRecord(folder);
  const other = CONFIG_KEYS.filter((key) => !MAY_DIFFER.includes(key)).find(
    (key) => !isDeepStrictEqual(trained.config[key], run.config[key]),
  );
  const why = other === undefined ? 'on other data' : `with another setting '${other}'`;
  if (other !== undefined || trained.data.checksum !== run.data.checksum) {
    throw cliError(
      'CLI_RUN_MISMATCH',
      `the folds in ${folds} were trained ${why} than ${folder}. Train folds as the run was trained, with --folds`,
    );
  }
  const parts: CalibrationData[] = [];
  for (let fold = 1; fold <= trained.config.folds!; fold++) {
    const part = await calibrationIn(foldFolder(folds, fold));
    if (!part || !(await isOfWeights(foldFolder(folds, fold), part))) {
      const path = join(foldFolder(folds, fold), RUN_FILES.calibration);
      const what = part ? 'of other weights than the fold has now' : 'missing';
      throw cliError('CLI_NO_CALIBRATION', `${path} is ${what}. Finish the folds with --resume, or train them again`);
    }
    parts.push(part);
  }
  return merged(parts);
}

/** The units of all of them. No others were trained on: what is chosen for one of them must not know its own life. */
function merged(parts: readonly CalibrationData[]): CalibrationData {
  const every = Math.ceil(parts.reduce((sum, { rows }) => sum + rows.unit.length, 0) / MOST_ROWS);
  const rows: CalibrationData['rows'] = { unit: [], time: [], rul: [], remaining: [] };
  let before = 0; // units of the parts before
  for (const part of parts) {
    for (const [i, unit] of part.rows.unit.entries()) {
      if (i % every !== 0) continue;
      rows.unit.push(before + unit);
      rows.time.push(part.rows.time[i]!);
      rows.rul.push(part.rows.rul[i]!);
      rows.remaining.push(part.rows.remaining[i]!);
    }
    before += part.units.length;
  }
  return { ...parts[0]!, units: parts.flatMap(({ units }) => units), rows, lives: [] };
}
