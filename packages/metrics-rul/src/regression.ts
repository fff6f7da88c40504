import { checkPair, refuseEmpty } from './check.js';
import { nasaScoreSum } from './nasa-score.js';

/** Figures of one set of RUL predictions. Errors are prediction − truth, in the unit of time of both. */
export interface RegressionReport {
  readonly count: number;
  readonly rmse: number;
  readonly mae: number;
  readonly r2: number;
  /** Σ s(d); see `nasaScore`. */
  readonly nasaScore: number;
  readonly nasaScoreMean: number;
  readonly errorMean: number;
  /** Population standard deviation (divides by n). */
  readonly errorStd: number;
  /** Predictions below the truth: d < 0. */
  readonly early: number;
  /** Predictions at or above the truth: d ≥ 0. */
  readonly late: number;
  /** early / max(late, 1): with nothing late, the number of early ones. */
  readonly earlyLateRatio: number;
}

/** Root of the mean squared error. @throws MR_EMPTY, MR_LENGTH */
export function rmse(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  return Math.sqrt(mean(errorsOf(predicted, actual), (d) => d * d));
}

/** Mean absolute error. @throws MR_EMPTY, MR_LENGTH */
export function mae(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  return mean(errorsOf(predicted, actual), Math.abs);
}

/**
 * Coefficient of determination 1 − Σ d² / Σ (y − ȳ)², as scikit-learn's `r2_score`: if all truths are equal, 1 for
 * exact predictions, else 0. (Departure: the same for a single sample, where scikit-learn gives NaN.)
 * @throws MR_EMPTY, MR_LENGTH
 */
export function r2(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  const residual = mean(errorsOf(predicted, actual), (d) => d * d);
  const centre = mean(actual, (y) => y);
  const total = mean(actual, (y) => (y - centre) ** 2);
  if (total === 0) return residual === 0 ? 1 : Number.isNaN(residual) ? residual : 0;
  return 1 - residual / total;
}

/** All figures at once. @throws MR_EMPTY, MR_LENGTH */
export function regressionReport(predicted: ArrayLike<number>, actual: ArrayLike<number>): RegressionReport {
  const errors = errorsOf(predicted, actual);
  const errorMean = mean(errors, (d) => d);
  const early = errors.filter((d) => d < 0).length;
  const late = errors.filter((d) => d >= 0).length;
  const score = nasaScoreSum(errors);
  return {
    count: errors.length,
    rmse: rmse(predicted, actual),
    mae: mae(predicted, actual),
    r2: r2(predicted, actual),
    nasaScore: score,
    nasaScoreMean: score / errors.length,
    errorMean,
    errorStd: Math.sqrt(mean(errors, (d) => (d - errorMean) ** 2)),
    early,
    late,
    earlyLateRatio: early / Math.max(late, 1),
  };
}

/** d = prediction − truth, in double precision. */
function errorsOf(predicted: ArrayLike<number>, actual: ArrayLike<number>): Float64Array {
  checkPair(predicted, actual);
  return Float64Array.from({ length: actual.length }, (_, i) => predicted[i]! - actual[i]!);
}

function mean(values: ArrayLike<number>, f: (value: number) => number): number {
  refuseEmpty(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += f(values[i]!);
  return sum / values.length;
}
