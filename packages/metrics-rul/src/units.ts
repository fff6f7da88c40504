import { nasaScore } from './nasa-score.js';
import { rmse } from './regression.js';
import type { RulSamples } from './samples.js';

/** One unit of the source. */
export interface UnitReport {
  readonly unit: number;
  readonly windows: number;
  /** At its last window, in cycles; truth capped. */
  readonly predicted: number;
  readonly actual: number;
  readonly error: number;
  readonly nasaScore: number;
  /** Over all its windows. */
  readonly rmse: number;
  /** Health state at its last window, if known. */
  readonly health?: { readonly predicted: number; readonly actual: number };
}

/** One row per unit, by ascending number. `samples.unit` must be there. The last window is the one marked, or the last in order. */
export function unitReports(samples: RulSamples): readonly UnitReport[] {
  const unit = samples.unit!;
  const rowsOf = new Map<number, number[]>();
  for (let i = 0; i < unit.length; i++) {
    const rows = rowsOf.get(unit[i]!) ?? [];
    rowsOf.set(unit[i]!, rows);
    rows.push(i);
  }
  return [...rowsOf.entries()]
    .sort(([a], [b]) => a - b)
    .map(([number, rows]) => {
      const last = rows.find((i) => samples.last?.[i] === 1) ?? rows.at(-1)!;
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
