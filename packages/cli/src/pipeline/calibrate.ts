import type { DataSource, Trainer } from '@amnl/core-loop';
import { type CalibrationSource, cutRange, type FleetRules } from '@amnl/data-fleet';
import type { CalibrationData } from '../schemas/calibration.js';
import { float32Text } from './predictions.js';
import { rulRanges } from './rul-ranges.js';

/** What the calibration of a run depends on, next to its predictions. */
export interface CalibrationFacts {
  readonly rules: FleetRules;
  readonly timeUnit: string;
  /** Cap of the run's targets. */
  readonly rulCap: number;
  /** What the batches go through, see `Interrupt`. */
  guard?(batches: DataSource): DataSource;
}

/**
 * Predicts the whole lives of the units that a run held out, with the weights that the model has now.
 * @returns undefined where a prediction is not finite, as after training that diverged
 */
export async function calibrate(
  trainer: Pick<Trainer, 'predict'>,
  source: CalibrationSource,
  { rules, timeUnit, rulCap, guard = (batches) => batches }: CalibrationFacts,
): Promise<CalibrationData | undefined> {
  const { windows, trainedLives } = source;
  const { rul } = await trainer.predict(guard(source));
  if (!rul!.data.every(Number.isFinite)) return undefined;
  return {
    format: 'amnl-calibration',
    version: 1,
    timeUnit,
    rulCap: Number.isFinite(rulCap) ? rulCap : null,
    ranges: [...rulRanges({ ...rules.labels, rulCap })],
    remaining: rangeOf(rules),
    units: [...windows.units],
    rows: {
      unit: [...windows.unit],
      time: [...windows.time],
      rul: shortest(rul!.data),
      remaining: shortest(windows.uncappedRul!),
    },
    lives: [...trainedLives],
  };
}

function rangeOf(rules: FleetRules): [number, number] | null {
  const range = cutRange(rules);
  return range ? [range[0], range[1]] : null;
}

/** A float32 in a double has seventeen digits, of which nine say all. */
function shortest(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Number(float32Text(value)));
}
