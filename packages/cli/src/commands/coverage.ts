import type { IntervalData } from '@amnl/conformal';
import { numberOf, type TrainError } from '@amnl/core-loop';
import { intervalsOf, USUAL_COVERAGE } from '../pipeline/intervals.js';
import type { OpenRun } from '../run-folder/open-run.js';
import type { CalibrationData } from '../schemas/calibration.js';
import { command } from '../terminal/command-name.js';
import { cliError } from '../terminal/errors.js';
import { shellWord } from '../terminal/shell-word.js';
import { notice } from '../terminal/terminal.js';

/** The value of `--coverage`. @throws CLI_USAGE */
export function coverageFlag(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value > 0 && value < 1) return value;
  throw cliError('CLI_USAGE', `--coverage is '${text}'. Give a share above 0 and below 1, e.g. 0.9`);
}

/**
 * The intervals that a run's predictions have: those asked for, else the usual ones where the run allows these.
 * @throws CLI_NO_CALIBRATION, CF_TOO_FEW_UNITS where one is asked for that there are none of
 */
export function runIntervals(
  folder: string,
  { calibration, config }: Pick<OpenRun, 'calibration' | 'config'>,
  coverage: number | undefined,
): IntervalData | undefined {
  if (calibration) return coverage === undefined ? usualIntervals(calibration) : intervalsOf(calibration, coverage);
  if (coverage === undefined) {
    if (config.selection === 'holdout')
      notice(`predictions have no intervals yet: '${command(`calibrate ${shellWord(folder)}`)}' makes them`);
    return undefined;
  }
  throw noCalibration(folder, config.selection === 'holdout');
}

/** Why a run has no intervals. */
export function noCalibration(folder: string, heldOut: boolean) {
  return heldOut
    ? cliError(
        'CLI_NO_CALIBRATION',
        `${folder} has no calibration.json for its weights: it was trained by an earlier version, or on since. Make it with '${command(`calibrate ${shellWord(folder)}`)}'`,
      )
    : cliError(
        'CLI_NO_CALIBRATION',
        `${folder} held no units out, so nothing says how large the errors for a new unit are. Train without --selection test, or train --folds and '${command(`calibrate ${shellWord(folder)} --folds DIR`)}'`,
      );
}

/** How a run gets intervals of a higher coverage. */
const MORE = `'train --set holdoutFraction=0.4' holds more out; or calibrate on folds: '${command('calibrate RUN --folds DIR')}'`;

/** Intervals with the usual coverage, or a lower one, which `say` gets; undefined, and `say` gets why, where too few units were held out for it. */
export function usualIntervals(
  calibration: CalibrationData,
  say: (why: string) => void = notice,
): IntervalData | undefined {
  try {
    const intervals = intervalsOf(calibration);
    const { coverage, units } = intervals;
    if (coverage < USUAL_COVERAGE) {
      say(
        `intervals are of ${100 * coverage} %, as ${numberOf(units, 'unit')} with a known life held out allow no more. ${MORE}`,
      );
    }
    return intervals;
  } catch (error) {
    const { code, detail } = error as TrainError;
    if (code !== 'CF_TOO_FEW_UNITS') throw error;
    say(`predictions have no intervals: ${detail} (--coverage). ${MORE}`);
    return undefined;
  }
}
