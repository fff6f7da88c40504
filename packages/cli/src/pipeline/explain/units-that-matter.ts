import type { Windows } from '@amnl/data-fleet';

/** A unit that should be looked at, at its last row. */
export interface UnitThatMatters {
  /** Index of its last window. */
  readonly index: number;
  /** Why: its predicted life is among the shortest, its error among the largest. */
  readonly among: readonly ('urgent' | 'worst')[];
  /** Its remaining life, uncapped; undefined if nobody knows it. */
  readonly trueRul: number | undefined;
}

/** Units of each kind. */
const OF_A_KIND = 5;

/**
 * The five units with the shortest predicted life, then those that were predicted worst, each at its last row: ten at most, as a unit can be both.
 * An error is the distance from the true life, which is capped; it is known of units that no longer run.
 * @param rul predicted, of each window
 */
export function unitsThatMatter(
  { last, unit, censored, uncappedRul }: Pick<Windows, 'last' | 'unit' | 'censored' | 'uncappedRul'>,
  rul: ArrayLike<number>,
  cap: number,
): UnitThatMatters[] {
  const all = [...unit.keys()]
    .filter((index) => last[index] === 1)
    .map((index) => {
      const trueRul = censored[index] === 1 ? undefined : uncappedRul?.[index];
      return { index, trueRul, rul: rul[index]!, error: Math.abs(rul[index]! - Math.min(trueRul ?? Number.NaN, cap)) };
    });
  const urgent = new Set(all.toSorted((a, b) => a.rul - b.rul).slice(0, OF_A_KIND));
  const known = all.filter(({ error }) => !Number.isNaN(error));
  const worst = new Set(known.sort((a, b) => b.error - a.error).slice(0, OF_A_KIND));
  return [...new Set([...urgent, ...worst])].map((one) => ({
    index: one.index,
    trueRul: one.trueRul,
    among: [...(urgent.has(one) ? (['urgent'] as const) : []), ...(worst.has(one) ? (['worst'] as const) : [])],
  }));
}
