import type { RulResults } from '../../run-data.js';
import { NONE, number, percent } from '../format.js';
import { rulText } from './rul-digits.js';

/** Where the true RUL lies, with the coverage that intervals of the run have. */
export interface Interval {
  readonly low: number;
  /** `Infinity` where it reaches the cap: the RUL may be anything from there on. */
  readonly high: number;
}

/** The cap of the targets; `Infinity`: none. */
export function capOf({ cap }: Pick<RulResults, 'cap'>): number {
  return cap ?? Number.POSITIVE_INFINITY;
}

/** The interval around a prediction; none where the run has none, or the prediction is not finite. */
export function intervalAt(results: Pick<RulResults, 'cap' | 'intervals'>, predicted: number): Interval | undefined {
  const bin = results.intervals?.bins.find(({ upTo }) => upTo === null || predicted <= upTo);
  if (!bin || !Number.isFinite(predicted)) return undefined;
  const cap = capOf(results);
  const high = Math.max(0, predicted + bin.halfWidth);
  return {
    low: Math.max(0, Math.min(predicted, cap) - bin.halfWidth),
    high: high >= cap ? Number.POSITIVE_INFINITY : high,
  };
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
