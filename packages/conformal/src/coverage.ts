import { knownOptions } from '@amnl/core-loop/errors';
import { failure } from './failure.js';
import { checkRanges, type Interval } from './intervals.js';
import { checkTruths } from './samples.js';

/** How often intervals held the truth, and how wide they are. */
export interface CoverageReport extends CoverageFigures {
  /** By range of the true life. */
  readonly ranges: readonly CoverageRange[];
}

/** Figures of some intervals. */
export interface CoverageFigures {
  /** Number of intervals. */
  readonly samples: number;
  /** Prediction interval coverage probability (PICP): the share that hold the truth. */
  readonly measured: number;
  /** Mean prediction interval width (MPIW); an interval without an upper end counts up to the cap. */
  readonly width: number;
  /** Share without an upper end. */
  readonly open: number;
}

/** Figures of one range of the true life. */
export interface CoverageRange extends CoverageFigures {
  /** Border that is not in the range; the first one begins at 0. */
  readonly above: number;
  /** Border that is; `null`: it goes on. */
  readonly upTo: number | null;
}

/** Options of {@link coverageReport}. */
export interface CoverageOptions {
  /** Cap of the targets; `Infinity`: none. */
  readonly cap: number;
  /** Inner borders of the ranges of the true life, ascending; a border belongs to the range below it. Default none. */
  readonly ranges?: readonly number[];
}

/**
 * Measures intervals on units whose lives are known. A life above the cap is held by an interval that has no upper end.
 * Ranges without a sample are left out.
 * @param actual true remaining lives
 * @throws CF_EMPTY, CF_LENGTH, CF_NOT_FINITE, CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export function coverageReport(
  intervals: readonly Interval[],
  actual: ArrayLike<number>,
  options: CoverageOptions,
): CoverageReport {
  knownOptions('coverageReport', options, ['cap', 'ranges']);
  const { cap, ranges = [] } = options;
  checkRanges(cap, ranges);
  if (intervals.length !== actual.length) {
    throw failure('CF_LENGTH', `found ${intervals.length} intervals for ${actual.length} truths. Give one for each`);
  }
  if (actual.length === 0) throw failure('CF_EMPTY', 'there are no intervals to measure. Give at least one');
  checkTruths(actual);
  const all = Array.from({ length: actual.length }, (_, i) => i);
  const figures = (some: readonly number[]): CoverageFigures => {
    const mean = (of: (i: number) => number) => some.reduce((sum, i) => sum + of(i), 0) / some.length;
    return {
      samples: some.length,
      measured: mean((i) => +holds(intervals[i]!, Math.min(actual[i]!, cap))),
      width: mean((i) => Math.min(intervals[i]!.high, cap) - intervals[i]!.low),
      open: mean((i) => +(intervals[i]!.high === Number.POSITIVE_INFINITY)),
    };
  };
  const borders = [0, ...ranges, Number.POSITIVE_INFINITY];
  const byRange = borders.slice(1).flatMap((upTo, k): CoverageRange[] => {
    const above = borders[k]!;
    const some = all.filter((i) => (actual[i]! > above || k === 0) && actual[i]! <= upTo);
    const range = { above, upTo: Number.isFinite(upTo) ? upTo : null };
    return some.length === 0 ? [] : [{ ...range, ...figures(some) }];
  });
  return { ...figures(all), ranges: byRange };
}

function holds({ low, high }: Interval, life: number): boolean {
  return low <= life && life <= high;
}
