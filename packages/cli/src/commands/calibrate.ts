import type { IntervalData } from '@amnl/conformal';
import { numberOf } from '@amnl/core-loop';
import { calibrationSource } from '@amnl/data-fleet';
import { calibrate as predictHeldOut } from '../pipeline/calibrate.js';
import { intervalsOf } from '../pipeline/intervals.js';
import { rulDecimals } from '../pipeline/predictions.js';
import { writeCalibration } from '../run-folder/calibration-file.js';
import { openRun } from '../run-folder/open-run.js';
import { RUN_FILES } from '../run-folder/run-folder.js';
import { cliError } from '../terminal/errors.js';
import { inform, printAll, printJson } from '../terminal/terminal.js';
import { coverageFlag, noCalibration } from './coverage.js';
import { heldOutIndices } from './held-out-again.js';
import { dataOf, type RunDataFlags } from './run-data.js';

/** Flags of `amnl calibrate`. */
export interface CalibrateFlags extends RunDataFlags {
  readonly coverage?: string;
  readonly json?: boolean;
}

/** `amnl calibrate RUN`: predicts the units that a run held out once more, for a run that has no `calibration.json`, and shows its intervals. */
export async function calibrate(folder: string, { json, coverage, ...flags }: CalibrateFlags): Promise<void> {
  const asked = coverageFlag(coverage);
  const run = await openRun(folder, flags);
  try {
    const { window, pad, rulCap, selection, evaluationBatchSize: batchSize } = run.config;
    if (selection !== 'holdout') throw noCalibration(folder, false);
    const { train, rules, ...data } = await dataOf(folder, run, flags);
    const heldOut = heldOutIndices(folder, run, { train, rules, ...data });
    const labels = { ...rules.labels, rulCap };
    const source = calibrationSource(train, run.scaler, heldOut, { window, pad, batchSize, labels });
    if (!source) throw cliError('CLI_NO_CALIBRATION', `no life of the units that ${folder} held out is known`);
    const { timeUnit } = train;
    const calibration = await predictHeldOut(run.trainer, source, { rules, timeUnit, rulCap });
    const intervals = intervalsOf(calibration, asked);
    await writeCalibration(folder, calibration);
    inform(`${RUN_FILES.calibration} of ${folder} has ${numberOf(calibration.units.length, train.noun)}`);
    if (json) await printJson(intervals);
    else await printAll([intervalLines(intervals, timeUnit, rulCap)]);
  } finally {
    run.dispose();
  }
}

/** How far intervals reach on either side, by the prediction. */
function intervalLines({ bins, coverage }: IntervalData, timeUnit: string, rulCap: number): string[] {
  const decimals = rulDecimals({ rulCap }) - 2;
  return bins.map(({ upTo, halfWidth, units, of }, k) => {
    const before = bins[k - 1]?.upTo;
    const range = upTo === null ? (before == null ? 'any RUL' : `RUL above ${before}`) : `RUL up to ${upTo}`;
    const basis = of === 'range' ? numberOf(units, 'unit') : `all units, as only ${units} are predicted there`;
    return `${range}: ± ${halfWidth.toFixed(decimals)} ${timeUnit} holds ${100 * coverage} % (${basis})`;
  });
}
