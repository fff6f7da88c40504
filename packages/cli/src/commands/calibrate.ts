import type { IntervalData } from '@amnl/conformal';
import { numberOf } from '@amnl/core-loop';
import { calibrationSource } from '@amnl/data-fleet';
import { calibrate as predictHeldOut } from '../pipeline/calibrate.js';
import { intervalsOf } from '../pipeline/intervals.js';
import { windowShape } from '../pipeline/pipeline.js';
import { rulDecimals } from '../pipeline/predictions.js';
import { writeCalibration } from '../run-folder/calibration-file.js';
import { openRun } from '../run-folder/open-run.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import type { CalibrationData } from '../schemas/calibration.js';
import { cliError } from '../terminal/errors.js';
import { inform, printAll, printJson } from '../terminal/terminal.js';
import { coverageFlag, noCalibration } from './coverage.js';
import { calibrationOfFolds } from './folds/calibrate-from-folds.js';
import { heldOutIndices } from './held-out-again.js';
import { dataOf, type RunDataFlags } from './run-data.js';

/** Flags of `amnl calibrate`. */
export interface CalibrateFlags extends RunDataFlags {
  /** Folder with a run for each fold. */
  readonly folds?: string;
  readonly coverage?: string;
  readonly json?: boolean;
}

/**
 * `amnl calibrate RUN`: makes `calibration.json` again, from the units that the run held out or from folds that were trained like it, and shows
 * the intervals.
 */
export async function calibrate(folder: string, { json, coverage, folds, ...flags }: CalibrateFlags): Promise<void> {
  const asked = coverageFlag(coverage);
  const calibration = folds === undefined ? await ofHeldOut(folder, flags) : await calibrationOfFolds(folder, folds);
  const intervals = intervalsOf(calibration, asked);
  await writeCalibration(folder, calibration);
  const { units, timeUnit, rulCap } = calibration;
  inform(
    `calibrated on ${numberOf(units.length, 'unit')} whose life is known; ${RUN_FILES.calibration} is in ${folder}, and 'amnl predict' and 'amnl evaluate' have intervals. For the report and the ONNX files: 'amnl report' and 'amnl export'`,
  );
  if (json) await printJson(intervals);
  else await printAll([intervalLines(intervals, timeUnit, rulCap ?? Number.POSITIVE_INFINITY)]);
}

/** Predicts the units that the run held out. */
async function ofHeldOut(folder: string, flags: RunDataFlags): Promise<CalibrationData> {
  const run = await openRun(folder, flags);
  try {
    const { rulCap, selection, evaluationBatchSize: batchSize } = run.config;
    if (selection !== 'holdout') throw noCalibration(folder, false);
    const data = await dataOf(folder, run, flags);
    const { train, rules } = data;
    const labels = { ...rules.labels, rulCap };
    const heldOut = heldOutIndices(folder, run, data);
    const source = calibrationSource(train, run.scaler, heldOut, { ...windowShape(run.config), batchSize, labels });
    if (!source) throw cliError('CLI_NO_CALIBRATION', `no life of the units that ${folder} held out is known`);
    const made = await predictHeldOut(run.trainer, source, { rules, timeUnit: train.timeUnit, rulCap });
    if (made) return made;
    throw cliError(
      'CLI_NOT_FINITE',
      `${folder} predicts NaN or infinity for the units that it held out: its training diverged`,
    );
  } finally {
    run.dispose();
  }
}

/** How far intervals reach on either side, by the prediction. */
function intervalLines({ bins, coverage }: IntervalData, timeUnit: string, rulCap: number): string[] {
  const decimals = rulDecimals({ rulCap }) - 2;
  return bins.map(({ upTo, halfWidth, units, of }, k) => {
    const before = bins[k - 1]?.upTo;
    const range =
      upTo === null
        ? before == null
          ? 'any predicted RUL'
          : `predicted RUL above ${before}`
        : `predicted RUL up to ${upTo}`;
    const basis = of === 'range' ? numberOf(units, 'unit') : `all units, as only ${units} are predicted there`;
    const share = Number((100 * coverage).toFixed(4));
    return `${range}: the true one is within ± ${halfWidth.toFixed(decimals)} ${timeUnit} in ${share} % of cases (${basis})`;
  });
}
