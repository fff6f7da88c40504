import type { CalibrationSource, WindowSource } from '@amnl/data-fleet';
import type { Config } from '../config/config.js';
import { calibrate } from '../pipeline/calibrate.js';
import { type Evaluation, evaluateFully } from '../pipeline/evaluation.js';
import type { Calibrated } from '../pipeline/judge-intervals.js';
import type { LoadedData } from '../pipeline/load-data.js';
import type { RulPipeline } from '../pipeline/pipeline.js';
import { rulRanges } from '../pipeline/rul-ranges.js';
import { notice } from '../terminal/terminal.js';
import { usualIntervals } from './coverage.js';
import type { Interrupt } from './interrupt.js';

/** What the network of a run is judged with. */
interface Facts {
  readonly data: LoadedData;
  readonly config: Config;
  /** What batches go through, so that a signal is heard. */
  readonly guard?: Interrupt['guard'];
}

/** Predictions of the units held out, and the intervals that they allow. */
export async function calibratedBy(
  trainer: RulPipeline['trainer'],
  source: CalibrationSource,
  { data, config, guard }: Facts,
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

/** The weights that a run has now, over all windows of `source`. */
export function evaluateRun(
  trainer: RulPipeline['trainer'],
  source: WindowSource,
  { data, config, calibrated, guard = (batches) => batches }: Facts & { readonly calibrated: Shown | undefined },
): Promise<Evaluation> {
  return evaluateFully(trainer, guard(source), {
    calibrated: calibrated?.shown,
    windows: source.windows,
    rulCap: config.rulCap,
    ranges: rulRanges(data.rules.labels),
    timeUnit: data.train.timeUnit,
    simulated: data.simulated,
  });
}

/** Intervals that are shown. */
type Shown = { readonly shown?: Calibrated };
