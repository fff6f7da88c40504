import type { RulResults } from '../../run-data.js';
import { fixed, signed } from '../format.js';

/** Lives and errors as the page writes them. */
export interface RulText {
  /** A life, or the size of an error. @param more decimals than usual */
  rul(value: number | null | undefined, more?: number): string;
  /** An error with its sign. */
  error(value: number | null | undefined, more?: number): string;
}

/** One decimal, or as many more as lives need that are short in their unit: three digits of the longest. */
export function rulText({ cap, units }: Pick<RulResults, 'cap' | 'units'>): RulText {
  const longest = cap ?? units.reduce((most, { truth, times }) => Math.max(most, truth + times.at(-1)! - times[0]!), 0);
  const decimals = longest > 0 ? Math.min(12, Math.max(1, 2 - Math.floor(Math.log10(longest)))) : 1;
  return {
    rul: (value, more = 0) => fixed(value, decimals + more),
    error: (value, more = 0) => signed(value, decimals + more),
  };
}
