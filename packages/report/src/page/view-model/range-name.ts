import type { RangeResult } from '../../run-data.js';
import { number } from '../format.js';

/** A range of the true RUL in words: `≤ 15`, `15–50`, `> 100`. */
export function rangeName({ from, to }: Pick<RangeResult, 'from' | 'to'>): string {
  if (from === null) return to === null ? 'all' : `≤ ${number(to)}`;
  return to === null ? `> ${number(from)}` : `${number(from)}–${number(to)}`;
}
