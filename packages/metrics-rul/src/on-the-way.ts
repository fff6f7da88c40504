import type { EvaluatedLife, PredictedLife } from './predicted-life.js';

/** True remaining life at a row. */
function remainingAt({ times, end }: PredictedLife, row: number): number {
  return end - times[row]!;
}

/** Whether the prediction of a row is within ± `margin` of the truth: at least `beta` of it, where it is a distribution. */
function isWithin(life: PredictedLife, row: number, margin: number, beta: number): boolean {
  const actual = remainingAt(life, row);
  const [low, high] = [actual - margin, actual + margin];
  if (life.within) return life.within(row, low, high) >= beta;
  const predicted = life.predicted[row]!;
  return predicted >= low && predicted <= high;
}

/**
 * The first evaluated row at or after the share `lambda` of the way from the first one to the end. The row at the end itself does not
 * count, as nothing is left to predict there. Undefined: the unit was not seen for so long.
 */
export function rowAt({ rows, times, end }: EvaluatedLife, lambda: number): number | undefined {
  const first = times[rows[0]!]!;
  const time = first + lambda * (end - first);
  return rows.find((row) => times[row]! >= time && times[row]! < end);
}

/** Remaining life at the row from which predictions are within the margin, for the first time or until the last row. */
export function horizonOf(
  life: EvaluatedLife,
  { alpha, of, rule, beta }: { alpha: number; of: 'life' | 'remaining'; rule: 'lasting' | 'first'; beta: number },
): number | undefined {
  const rows = life.rows.filter((row) => remainingAt(life, row) > 0);
  const isGood = (row: number) =>
    isWithin(life, row, alpha * (of === 'life' ? life.end : remainingAt(life, row)), beta);
  const from = rule === 'first' ? rows.findIndex(isGood) : rows.findLastIndex((row) => !isGood(row)) + 1;
  return rows[from] === undefined ? undefined : remainingAt(life, rows[from]);
}

/** Whether the prediction of a row is within ± alpha × true remaining life. */
export function isWithinCone(life: EvaluatedLife, row: number, alpha: number, beta: number): boolean {
  return isWithin(life, row, alpha * remainingAt(life, row), beta);
}

/** What the error of a relative accuracy is divided by. */
export type Basis = 'remaining' | 'end';

/** 1 − |prediction − truth| / basis. */
export function accuracyAt(life: EvaluatedLife, row: number, of: Basis): number {
  const actual = remainingAt(life, row);
  return 1 - Math.abs(life.predicted[row]! - actual) / (of === 'end' ? life.end : actual);
}

/** Mean of the relative accuracies of all rows; where they are of the remaining life, without the row at which nothing remains. */
export function meanAccuracy(life: EvaluatedLife, of: Basis): number {
  const rows = life.rows.filter((row) => of === 'end' || remainingAt(life, row) > 0);
  return rows.reduce((sum, row) => sum + accuracyAt(life, row, of), 0) / rows.length;
}
