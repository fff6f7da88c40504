import { describeValue } from '@amnl/data-fleet';
import { dataError } from './errors.js';

/** The four parts of C-MAPSS. */
export type Subset = 'FD001' | 'FD002' | 'FD003' | 'FD004';

/** What NASA's publication says about a subset (counts as in the files; NASA's readme swaps those of FD004). */
export interface SubsetFacts {
  readonly trainUnits: number;
  readonly testUnits: number;
  /** Operating conditions that occur: 1 (sea level) or 6. */
  readonly conditions: 1 | 6;
  /** Fault modes: 1 (high-pressure compressor) or 2 (and fan). */
  readonly faultModes: 1 | 2;
  /** Smallest and largest value in NASA's RUL file, in cycles. */
  readonly testRul: readonly [number, number];
}

/** Facts of each subset. */
export const SUBSETS: Readonly<Record<Subset, SubsetFacts>> = {
  FD001: { trainUnits: 100, testUnits: 100, conditions: 1, faultModes: 1, testRul: [7, 145] },
  FD002: { trainUnits: 260, testUnits: 259, conditions: 6, faultModes: 1, testRul: [6, 194] },
  FD003: { trainUnits: 100, testUnits: 100, conditions: 1, faultModes: 2, testRul: [6, 145] },
  FD004: { trainUnits: 249, testUnits: 248, conditions: 6, faultModes: 2, testRul: [6, 195] },
};

/** Checks a subset's name; throws `DC_SUBSET_UNKNOWN`. */
export function asSubset(name: unknown): Subset {
  if (typeof name === 'string' && Object.hasOwn(SUBSETS, name)) return name as Subset;
  throw dataError('DC_SUBSET_UNKNOWN', `no subset ${describeValue(name)}. Choose FD001, FD002, FD003 or FD004`);
}
