import { type Fleet, historyLength, isKnown, rulAt } from './fleet.js';
import type { LabelRules } from './labels.js';
import type { Scaler } from './scaler.js';
import { type WindowSource, windowSource } from './source.js';
import { makeWindows } from './windows.js';

/** Windows over the whole lives of the held-out units whose life is known, not cut short as those that a run is selected on. */
export interface CalibrationSource extends WindowSource {
  /** Ages at the end of the known lives of all other units: those that are trained on. */
  readonly trainedLives: Float64Array;
}

/** Options of {@link calibrationSource}. */
export interface CalibrationOptions {
  readonly window: number;
  readonly pad: boolean;
  readonly minHistory: number;
  readonly batchSize: number;
  readonly labels: LabelRules;
}

/** Windows that are kept at most: enough for every quantile that can be asked for. */
const MOST_WINDOWS = 50_000;

/**
 * What prediction intervals are calibrated on, and alarm rules chosen by. Windows are evenly spaced, at most some 50,000 of them.
 * @param fleet units for training, with those that are held out of them
 * @param heldOut indices of these; those that still run are left out
 * @returns undefined if no life among them is known
 */
export function calibrationSource(
  fleet: Fleet,
  scaler: Scaler,
  heldOut: readonly number[],
  { batchSize, labels, ...shape }: CalibrationOptions,
): CalibrationSource | undefined {
  const units = heldOut.filter((unit) => isKnown(fleet, unit));
  if (units.length === 0) return undefined;
  const rows = units.reduce((sum, unit) => sum + historyLength(fleet, unit), 0);
  const windows = makeWindows(fleet, scaler, { ...shape, units, stride: Math.ceil(rows / MOST_WINDOWS) });
  const isHeldOut = new Set(heldOut);
  const trained = fleet.units.map((_, unit) => unit).filter((unit) => !isHeldOut.has(unit) && isKnown(fleet, unit));
  return {
    ...windowSource(windows, { batchSize, labels }),
    trainedLives: Float64Array.from(trained, (unit) => endOf(fleet, unit)),
  };
}

/** Age at which a unit came, or comes, to its end. */
function endOf(fleet: Fleet, unit: number): number {
  const last = fleet.offsets[unit + 1]! - 1;
  return fleet.times[last]! + rulAt(fleet, unit, last);
}
