import { nasaScore } from './nasa-score.js';
import { rmse } from './regression.js';
import type { RulSamples } from './samples.js';

/** One unit of the source. */
export interface UnitReport {
  readonly unit: number;
  readonly windows: number;
  /** At its last window, in the unit of time; truth capped. */
  readonly predicted: number;
  readonly actual: number;
  readonly error: number;
  readonly nasaScore: number;
  /** Over all its windows. */
  readonly rmse: number;
  /** Health state at its last window, if known. */
  readonly health?: { readonly predicted: number; readonly actual: number };
}

/** A unit that still runs, at its last window. */
export interface RunningUnitReport {
  readonly unit: number;
  readonly windows: number;
  readonly predicted: number;
  /** What it is known to have survived since; capped. */
  readonly atLeast: number;
  /** min(predicted − atLeast, 0): how much too short the prediction certainly is. */
  readonly error: number;
}

/** One row per unit whose life is known, by ascending number. `samples.unit` must be there. The last window is the one marked, or the last in order. */
export function unitReports(samples: RulSamples): readonly UnitReport[] {
  return unitRows(samples).map(([number, rows, last]) => {
    const predicted = samples.predicted[last]!;
    const actual = samples.actual[last]!;
    return {
      unit: number,
      windows: rows.length,
      predicted,
      actual,
      error: predicted - actual,
      nasaScore: nasaScore(predicted - actual),
      rmse: rmse(
        rows.map((i) => samples.predicted[i]!),
        rows.map((i) => samples.actual[i]!),
      ),
      ...(samples.health && {
        health: { predicted: samples.health.predicted[last]!, actual: samples.health.actual[last]! },
      }),
    };
  });
}

/** The same of units that still run. */
export function runningReports(samples: RulSamples): readonly RunningUnitReport[] {
  return unitRows(samples).map(([unit, rows, last]) => {
    const predicted = samples.predicted[last]!;
    const atLeast = samples.actual[last]!;
    return { unit, windows: rows.length, predicted, atLeast, error: Math.min(predicted - atLeast, 0) };
  });
}

/** Number, samples and last sample of every unit. */
function unitRows(samples: RulSamples): readonly (readonly [unit: number, rows: readonly number[], last: number])[] {
  const unit = samples.unit!;
  const rowsOf = new Map<number, number[]>();
  for (let i = 0; i < unit.length; i++) {
    const rows = rowsOf.get(unit[i]!) ?? [];
    rowsOf.set(unit[i]!, rows);
    rows.push(i);
  }
  return [...rowsOf.entries()]
    .sort(([a], [b]) => a - b)
    .map(([number, rows]) => [number, rows, rows.find((i) => samples.last?.[i] === 1) ?? rows.at(-1)!]);
}
