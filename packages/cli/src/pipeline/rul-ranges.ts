import type { LabelRules } from '@amnl/data-fleet';

/**
 * Borders of the ranges of the true RUL by which errors are reported: those of the health states, and four fifths of the cap. For the
 * turbofans' 15, 50 and a cap of 125 these are 15, 50 and 100.
 */
export function rulRanges({ rulCap, healthBorders: { critical, degrading } }: LabelRules): readonly number[] {
  return [critical, degrading, 0.8 * rulCap].filter(
    (border, i, all) => Number.isFinite(border) && (i === 0 || border > all[i - 1]!),
  );
}
