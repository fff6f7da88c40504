import { knownOptions, numberOf, requireOption } from '@amnl/core-loop/errors';
import { failure } from './failure.js';
import { groupQuantile, leastGroups, mostCoverage } from './group-quantile.js';
import { type CalibrationSamples, checkSamples } from './samples.js';

/** Half-widths of prediction intervals by range of the prediction; plain JSON. */
export interface IntervalData {
  /** Nominal coverage, e.g. 0.9. */
  readonly coverage: number;
  /** Cap of the targets; `null`: none. */
  readonly cap: number | null;
  /** Units calibrated on. */
  readonly units: number;
  /** Ranges of the prediction, ascending. */
  readonly bins: readonly IntervalBin[];
}

/** One range of predictions. */
export interface IntervalBin {
  /** Greatest prediction of the range; `null`: the last one, which goes on. */
  readonly upTo: number | null;
  readonly halfWidth: number;
  /** Units and samples with predictions in the range. */
  readonly units: number;
  readonly samples: number;
  /** What `halfWidth` was calibrated on: the samples of the range, or all, where these are of too few units. */
  readonly of: 'range' | 'all';
}

/** Where a remaining life is, with the nominal coverage. */
export interface Interval {
  /** At least 0. */
  readonly low: number;
  /** `Infinity` where it reaches the cap: all that is known then is "at least the cap". */
  readonly high: number;
}

/** Options of {@link conformalIntervals}. */
export interface IntervalOptions {
  /** Probability that an interval holds the true life: above 0, below 1. Default 0.9. */
  readonly coverage?: number;
  /** Cap of the targets that the network was trained on; `Infinity`: none. */
  readonly cap: number;
  /** Inner borders of the ranges of the prediction, ascending; a border belongs to the range below it. Default none: one range. */
  readonly ranges?: readonly number[];
}

/**
 * Split-conformal prediction intervals from units that were held out: ŷ ± q, where q is a quantile of |y − ŷ| in the range of the prediction (Mondrian),
 * with the same weight for every unit, see {@link groupQuantile}. A range with predictions of fewer than {@link enoughGroups} units takes the quantile of all.
 *
 * The coverage is one over new units like those held out, at moments like those given. It is approximate: see {@link groupQuantile}, and measure
 * it with `crossIntervals` or on other units.
 *
 * @throws CF_TOO_FEW_UNITS, CF_EMPTY, CF_LENGTH, CF_NOT_FINITE, CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export function conformalIntervals(samples: CalibrationSamples, options: IntervalOptions): IntervalData {
  knownOptions('conformalIntervals', options, ['coverage', 'cap', 'ranges']);
  const { coverage = 0.9, cap, ranges = [] } = options;
  requireOption('conformal', coverage > 0 && coverage < 1, 'coverage', 'a number above 0 and below 1', coverage);
  checkRanges(cap, ranges);
  checkSamples(samples);
  const { predicted, actual, unit } = samples;
  const all = Array.from({ length: predicted.length }, (_, i) => i);
  const scores = all.map((i) => Math.abs(Math.min(predicted[i]!, cap) - Math.min(actual[i]!, cap)));
  if (!scores.every(Number.isFinite))
    throw failure('CF_NOT_FINITE', 'a true life is infinite, and there is no cap. Give lives that are known');
  const quantile = (some: readonly number[]) =>
    groupQuantile(
      some.map((i) => scores[i]!),
      some.map((i) => unit[i]!),
      coverage,
    );
  const unitsIn = (some: readonly number[]) => new Set(some.map((i) => unit[i]!)).size;
  const units = unitsIn(all);
  const marginal = quantile(all);
  if (marginal === undefined) throw tooFew(units, coverage);
  const borders = [...ranges, Number.POSITIVE_INFINITY];
  const bins = borders.map((upTo, k): IntervalBin => {
    const above = borders[k - 1] ?? Number.NEGATIVE_INFINITY;
    const inside = all.filter((i) => predicted[i]! > above && predicted[i]! <= upTo);
    const own = unitsIn(inside) >= enoughGroups(coverage) ? quantile(inside) : undefined;
    return {
      upTo: Number.isFinite(upTo) ? upTo : null,
      halfWidth: own ?? marginal,
      units: unitsIn(inside),
      samples: inside.length,
      of: own === undefined ? 'all' : 'range',
    };
  });
  return { coverage, cap: Number.isFinite(cap) ? cap : null, units, bins };
}

/** Units below which a range has no quantile of its own: with the fewest that allow one, it is the largest error seen, whatever that was. */
export function enoughGroups(coverage: number): number {
  return leastGroups(coverage) + 1;
}

/** How far the interval of a prediction reaches on either side. */
export function halfWidthAt({ bins }: IntervalData, predicted: number): number {
  return (bins.find(({ upTo }) => upTo === null || predicted <= upTo) ?? bins.at(-1)!).halfWidth;
}

/** The interval of a prediction. A NaN has none: both ends are NaN. */
export function intervalAt(data: IntervalData, predicted: number): Interval {
  const halfWidth = halfWidthAt(data, predicted);
  const { cap } = data;
  const most = cap ?? Number.POSITIVE_INFINITY;
  const high = Math.max(0, predicted + halfWidth);
  return {
    low: Math.max(0, Math.min(predicted, most) - halfWidth),
    high: high >= most ? Number.POSITIVE_INFINITY : high,
  };
}

/** @throws CL_OPTION_INVALID */
export function checkRanges(cap: number, ranges: readonly number[]): void {
  requireOption('conformal', cap > 0, 'cap', 'a number above 0, or Infinity', cap);
  requireOption('conformal', ascend(ranges), 'ranges', 'ascending borders', ranges);
}

function ascend(borders: readonly number[]): boolean {
  return (
    Array.isArray(borders) &&
    borders.every((border, i) => Number.isFinite(border) && (i === 0 || border > borders[i - 1]!))
  );
}

function tooFew(units: number, coverage: number) {
  const most = Math.floor(100 * mostCoverage(units)) / 100;
  const alternative = most > 0 ? `, or ask for a coverage of at most ${most}` : '';
  return failure(
    'CF_TOO_FEW_UNITS',
    `${numberOf(units, 'unit')} held out allow${units === 1 ? 's' : ''} no interval with a coverage of ${coverage}: at least ${leastGroups(coverage)} are needed. Hold more out${alternative}`,
  );
}
