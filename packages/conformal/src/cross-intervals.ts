import { conformalIntervals, type Interval, type IntervalData, type IntervalOptions, intervalAt } from './intervals.js';
import { type CalibrationSamples, checkSamples } from './samples.js';

/** Parts that units are put into: one for each unit if there are no more. */
const PARTS = 20;

/**
 * Intervals for units that are themselves among the samples, each calibrated on the other units: what coverage a new unit may expect
 * can be measured on the very units that were held out. Each unit is left out by itself, or with others where there are more than 20.
 * @param points predictions, and the unit of each; one that is not in `samples` is calibrated on all
 * @returns one interval a point
 * @throws as `conformalIntervals`; `CF_TOO_FEW_UNITS` already where one unit more is needed than there
 */
export function crossIntervals(
  samples: CalibrationSamples,
  points: Pick<CalibrationSamples, 'predicted' | 'unit'>,
  options: IntervalOptions,
): Interval[] {
  checkSamples(samples);
  const parts = new Map<number, number>();
  for (let i = 0; i < samples.unit.length; i++) {
    const unit = samples.unit[i]!;
    if (!parts.has(unit)) parts.set(unit, parts.size % PARTS);
  }
  const known = new Map<number | undefined, IntervalData>();
  const without = (part: number | undefined): IntervalData => {
    const made =
      known.get(part) ??
      conformalIntervals(
        others(samples, (unit) => parts.get(unit) !== part),
        options,
      );
    known.set(part, made);
    return made;
  };
  return Array.from({ length: points.unit.length }, (_, i) =>
    intervalAt(without(parts.get(points.unit[i]!)), points.predicted[i]!),
  );
}

function others({ predicted, actual, unit }: CalibrationSamples, keep: (unit: number) => boolean): CalibrationSamples {
  const places = Array.from({ length: unit.length }, (_, i) => i).filter((i) => keep(unit[i]!));
  const pick = (column: ArrayLike<number>) => places.map((i) => column[i]!);
  return { predicted: pick(predicted), actual: pick(actual), unit: pick(unit) };
}
