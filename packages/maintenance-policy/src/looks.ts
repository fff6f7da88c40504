import { requireValue } from './check.js';
import type { UnitHistory } from './units.js';

/** From which moments units are looked at, for plans that stand. */
export interface LookOptions {
  /** The remaining lives, from and to, at which a unit may be looked at. Default: at every row before its failure. */
  readonly remaining?: readonly [from: number, to: number] | undefined;
}

/** Options of {@link plannedOnce}. */
export interface PlannedOptions extends LookOptions {
  /** Whether each unit is looked at from its last row alone, as one whose history ends before it fails. Default false. */
  readonly last?: boolean | undefined;
}

/** Moments from which a unit is looked at. */
export interface Looks {
  readonly at: readonly number[];
  /** By how much the life that is predicted at each is too long. */
  readonly late: readonly number[];
}

/** Looks in all; in larger fleets every n-th row of each unit is one. */
const LOOKS = 2000;

/** For each unit. */
export function looksOf(histories: readonly UnitHistory[], { remaining, last }: PlannedOptions): Looks[] {
  const [from, to] = remaining ?? [0, Number.POSITIVE_INFINITY];
  requireValue(from >= 0 && to >= from, 'remaining', 'two remaining lives, from and to', remaining);
  const most = Math.max(1, Math.floor(LOOKS / histories.length));
  return histories.map(({ time, indicator, life, running }) => {
    const before = Array.from({ length: time.length }, (_, row) => row).filter((row) => running || time[row]! < life);
    const inside = before.filter((row) => running || (life - time[row]! >= from && life - time[row]! <= to));
    const rows = last ? before.slice(-1) : evenly(inside.length > 0 ? inside : before, most);
    return { at: rows.map((row) => time[row]!), late: rows.map((row) => time[row]! + indicator[row]! - life) };
  });
}

function evenly(rows: readonly number[], most: number): number[] {
  const count = Math.min(most, rows.length);
  return Array.from({ length: count }, (_, i) => rows[Math.floor(((i + 0.5) * rows.length) / count)]!);
}
