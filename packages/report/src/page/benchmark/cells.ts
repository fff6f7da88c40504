import type { PairedFigure, SeedSpread } from '../../benchmark-data.js';
import { fixed, NONE, signed } from '../format.js';

/** `14.57 ± 0.31`; a mean of one seed stands alone. */
export function spreadCell(spread: SeedSpread | null | undefined, decimals: number): string {
  if (!spread) return NONE;
  const mean = fixed(spread.mean, decimals);
  return spread.sd === null ? mean : `${mean} ± ${fixed(spread.sd, decimals)}`;
}

/** The same of a difference, with its sign. */
export function gainCell(spread: SeedSpread | null | undefined, decimals: number): string {
  if (!spread) return NONE;
  const mean = signed(spread.mean, decimals);
  return spread.sd === null ? mean : `${mean} ± ${fixed(spread.sd, decimals)}`;
}

/** `−0.42 (−0.80 to −0.05)`. */
export function intervalCell({ difference, interval }: PairedFigure, decimals: number): string {
  if (difference === null || interval === null) return NONE;
  return `${signed(difference, decimals)} (${signed(interval[0], decimals)} to ${signed(interval[1], decimals)})`;
}

/** `0.012`; below what the samples can show, `< 0.001`. */
export function pCell(p: number | null): string {
  if (p === null) return NONE;
  return p < 0.001 ? '< 0.001' : fixed(p, 3);
}
