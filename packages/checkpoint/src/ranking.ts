import { isBetter, type Mode } from '@amnl/core-loop';

/** An epoch that is kept, and its metric; `null` if it was not finite. */
export interface Kept {
  readonly epoch: number;
  readonly value: number | null;
}

/** Result of ranking an epoch. */
export interface Ranked {
  /** The best epochs, the best one first. */
  readonly kept: readonly Kept[];
  /** Whether the epoch is one of them. */
  readonly isKept: boolean;
  readonly isBest: boolean;
  /** Epochs that no longer are. */
  readonly dropped: readonly number[];
}

/**
 * Ranks an epoch; among equals the earlier is better. NaN is never kept. Infinity is kept only if nothing else is, and any
 * finite metric beats it. An epoch that was ranked before (repeated after a kill) is ranked again.
 */
export function rank(
  before: readonly Kept[],
  { epoch, value }: { readonly epoch: number; readonly value: number },
  { mode, top }: { readonly mode: Mode; readonly top: number },
): Ranked {
  const others = before.filter((one) => one.epoch !== epoch);
  const place = others.findIndex((one) => isBetter(mode, value, one.value));
  const ranked = { epoch, value: Number.isFinite(value) ? value : null };
  const isRanked = ranked.value !== null || (others.length === 0 && !Number.isNaN(value));
  const kept = isRanked ? others.toSpliced(place < 0 ? others.length : place, 0, ranked).slice(0, top) : others;
  const dropped = others.filter((one) => !kept.includes(one)).map((one) => one.epoch);
  return { kept, isKept: kept.includes(ranked), isBest: kept[0] === ranked, dropped };
}
