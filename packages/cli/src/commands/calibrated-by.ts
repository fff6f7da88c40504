import type { CalibrationSource } from '@amnl/data-fleet';
import type { Config } from '../config/config.js';
import { calibrate } from '../pipeline/calibrate.js';
import type { LoadedData } from '../pipeline/load-data.js';
import type { RulPipeline } from '../pipeline/pipeline.js';
import { notice } from '../terminal/terminal.js';
import { usualIntervals } from './coverage.js';
import type { Interrupt } from './interrupt.js';

/** Predictions of the units held out, and the intervals that they allow. */
export async function calibratedBy(
  trainer: RulPipeline['trainer'],
  source: CalibrationSource,
  { data, config, guard }: { readonly data: LoadedData; readonly config: Config; readonly guard?: Interrupt['guard'] },
) {
  const { timeUnit } = data.train;
  const calibration = await calibrate(trainer, source, {
    rules: data.rules,
    timeUnit,
    rulCap: config.rulCap,
    ...(guard && { guard }),
  });
  if (!calibration) {
    notice('predictions for the units held out are NaN or infinite, so that they have no intervals');
    return undefined;
  }
  // Folds are shown together, and some of them may hold too few units out.
  const isShown = config.fold === undefined;
  const intervals = usualIntervals(calibration, isShown ? notice : () => {});
  const shown = isShown && intervals && { calibration, intervals, heldOut: data.test === undefined };
  return { calibration, intervals, ...(shown && { shown }) };
}
