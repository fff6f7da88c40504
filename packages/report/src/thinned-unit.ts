import type { UnitResult } from './run-data.js';
import { type UnitFigures, unitFigures } from './unit-figures.js';

/** Options of {@link thinnedUnit}. */
export interface ThinnedUnitOptions {
  /** Rows to keep at most; at least 4 are. */
  readonly most: number;
  /** Cap of the targets. @default none */
  readonly cap?: number | undefined;
}

/**
 * A unit with the digits that can be seen, and with at most so many rows: the first, the last, and of each stretch between them the lowest
 * and the highest prediction, so that a peak stays one. What all of its rows say together is worked out before.
 */
export function thinnedUnit(
  unit: UnitResult,
  { most, cap = Number.POSITIVE_INFINITY }: ThinnedUnitOptions,
): UnitResult {
  const { times, predicted, health, truth } = unit;
  const last = times.length - 1;
  const rul = 10 ** decimals(Number.isFinite(cap) ? cap : truth + times[last]! - times[0]!, 4);
  const time = 10 ** decimals(times[last]! - times[0]!, 7);
  const short = (value: number | null, row: number) =>
    value === null || row === last ? value : Math.round(value * rul) / rul;
  const rows = extremes(predicted, Math.max(4, most));
  return {
    ...unit,
    ...(rows.length <= last && {
      rows: unit.rows ?? times.length,
      ...(unit.rows === undefined && rounded(unitFigures(unit, cap))),
    }),
    times: rows.map((row) => Math.round(times[row]! * time) / time),
    predicted: rows.map((row) => short(predicted[row]!, row)),
    health: rows.map((row) => health[row]).join(''),
  };
}

/** Decimals that give a number of this size so many digits. */
function decimals(size: number, digits: number): number {
  return size > 0 && Number.isFinite(size) ? Math.min(12, Math.max(1, digits - 1 - Math.floor(Math.log10(size)))) : 1;
}

function rounded({ rmse, outlived }: UnitFigures): UnitFigures {
  return outlived === undefined ? { rmse: Number(rmse!.toPrecision(6)) } : { outlived };
}

/** Rows to keep of a curve, ascending. What is not finite counts as lowest, so that a gap stays one. */
function extremes(values: readonly (number | null)[], most: number): number[] {
  const last = values.length - 1;
  if (last < most) return values.map((_, row) => row);
  const stretches = Math.floor((most - 2) / 2);
  const kept = [0];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = 1 + Math.floor((stretch * (last - 1)) / stretches);
    const to = 1 + Math.floor(((stretch + 1) * (last - 1)) / stretches);
    let [low, high] = [from, from];
    for (let row = from + 1; row < to; row += 1) {
      if (sized(values[row]!) < sized(values[low]!)) low = row;
      if (sized(values[row]!) > sized(values[high]!)) high = row;
    }
    kept.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
  }
  return [...kept, last];
}

const sized = (value: number | null): number => value ?? Number.NEGATIVE_INFINITY;
