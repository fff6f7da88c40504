import { type Interval, intervalAt } from '@amnl/conformal';
import type { RulResults } from '../../run-data.js';
import { NONE, number, percent } from '../format.js';
import { rulText } from './rul-digits.js';

/** The cap of the targets; `Infinity`: none. */
export function capOf({ cap }: Pick<RulResults, 'cap'>): number {
  return cap ?? Number.POSITIVE_INFINITY;
}

/** The interval around a prediction; none where the run has none, or the prediction is not finite. */
export function intervalOf(
  { intervals, cap }: Pick<RulResults, 'cap' | 'intervals'>,
  predicted: number,
): Interval | undefined {
  return intervals && Number.isFinite(predicted)
    ? intervalAt({ ...intervals, cap: cap ?? null }, predicted)
    : undefined;
}

/** What intervals are called: `90 % interval`; empty if there are none. */
export function intervalName({ intervals }: Pick<RulResults, 'intervals'>): string {
  return intervals ? `${percentage(intervals.coverage)} interval` : '';
}

/** A share that somebody chose: `90 %`, `97.5 %`. */
export function percentage(share: number): string {
  return percent(share, Number.isInteger(Number((100 * share).toFixed(6))) ? 0 : 1);
}

/** `31.2 to 59.8`, `83.1 to ≥ 125`. */
export function intervalText(results: RulResults, interval: Interval | undefined): string {
  if (!interval) return NONE;
  const { low, high } = interval;
  const text = rulText(results);
  return `${text.rul(low)} to ${Number.isFinite(high) ? text.rul(high) : `≥\u00a0${number(results.cap)}`}`;
}
