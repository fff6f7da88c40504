import { knownOptions, requireOption } from '@amnl/core-loop';
import { accuracyAt, type Basis, horizonOf, isWithinCone, meanAccuracy, rowAt } from './on-the-way.js';
import { checkShares, evaluatedLife, type LifeOptions, type PredictedLife } from './predicted-life.js';

/** Options of {@link prognosticHorizon}. */
export interface HorizonOptions extends LifeOptions {
  /** Margin, as a share of what `of` names. @default 0.05 */
  readonly alpha?: number;
  /** `'life'`: the same margin at all times, ± alpha × end. `'remaining'`: ± alpha × true remaining life, a cone. @default 'life' */
  readonly of?: 'life' | 'remaining';
  /** `'lasting'`: predictions are within the margin from then on. `'first'`: they are for the first time. @default 'lasting' */
  readonly rule?: 'lasting' | 'first';
  /** Of predictions that are distributions: the share of one that must be within the margin. @default 0.5 */
  readonly beta?: number;
}

/** Options of {@link alphaLambda}. */
export interface AlphaLambdaOptions extends LifeOptions {
  /** When: this share of the way from the first evaluated prediction to the end. @default 0.5 */
  readonly lambda?: number;
  /** Margin, as a share of the true remaining life then. @default 0.2 */
  readonly alpha?: number;
  /** Of predictions that are distributions: the share of one that must be within the margin. @default 0.5 */
  readonly beta?: number;
}

/** Options of {@link cumulativeRelativeAccuracy}. */
export interface RelativeAccuracyOptions extends LifeOptions {
  /** What the error is divided by: the true remaining life, or the age at the end. @default 'remaining' */
  readonly of?: 'remaining' | 'end';
}

/** Options of {@link relativeAccuracy}. */
export interface RelativeAccuracyAtOptions extends RelativeAccuracyOptions {
  /** When: this share of the way from the first evaluated prediction to the end. @default 0.5 */
  readonly lambda?: number;
}

/**
 * Prognostic horizon: how long before its end a unit's predictions begin to be good, within ± α of the truth.
 *
 * Source: Saxena, Celaya, Saha, Saha & Goebel, *Metrics for offline evaluation of prognostic performance*, IJPHM 2010, with the margin α × end
 * of life. The paper and `prognostic_horizon` of NASA's ProgPy take the first time (`rule: 'first'`), which a prediction that crosses the
 * truth once meets by chance; by default the predictions must stay good up to the last row. The row at the end itself does not count.
 *
 * @returns in the unit of time; undefined if predictions never are within the margin. Of a unit that is not seen to its end: "so far"
 * @throws MR_EMPTY, MR_LENGTH, MR_NOT_FINITE, MR_TIME_ORDER, MR_FEW_ROWS, CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export function prognosticHorizon(life: PredictedLife, options: HorizonOptions = {}): number | undefined {
  knownOptions('prognosticHorizon', options, ['alpha', 'of', 'rule', 'beta', 'cap']);
  checkShares(options);
  const { alpha = 0.05, of = 'life', rule = 'lasting', beta = 0.5, cap = Number.POSITIVE_INFINITY } = options;
  requireOption('metrics-rul', of === 'life' || of === 'remaining', 'of', "'life' or 'remaining'", of);
  requireOption('metrics-rul', rule === 'lasting' || rule === 'first', 'rule', "'lasting' or 'first'", rule);
  return horizonOf(evaluatedLife(life, cap), { alpha, of, rule, beta });
}

/**
 * α-λ accuracy: whether the prediction at λ of the way to the end is within ± α × true remaining life of it.
 *
 * Source: Saxena et al. 2010, as `alpha_lambda` of ProgPy, which takes a time where the paper has the share λ. Both take the first
 * prediction at or after it.
 *
 * @returns undefined if there is no prediction after λ of the way: the unit was not seen for so long
 * @throws as {@link prognosticHorizon}
 */
export function alphaLambda(life: PredictedLife, options: AlphaLambdaOptions = {}): boolean | undefined {
  knownOptions('alphaLambda', options, ['lambda', 'alpha', 'beta', 'cap']);
  checkShares(options);
  const { lambda = 0.5, alpha = 0.2, beta = 0.5, cap = Number.POSITIVE_INFINITY } = options;
  const evaluated = evaluatedLife(life, cap);
  const row = rowAt(evaluated, lambda);
  return row === undefined ? undefined : isWithinCone(evaluated, row, alpha, beta);
}

/**
 * Relative accuracy at λ of the way to the end: 1 − |prediction − truth| / truth. 1 is exact; there is no lower bound, as in ProgPy.
 *
 * Source: Saxena et al. 2010; `relative_accuracy` of ProgPy's distributions, of their mean.
 *
 * @returns undefined if there is no prediction after λ of the way
 * @throws as {@link prognosticHorizon}
 */
export function relativeAccuracy(life: PredictedLife, options: RelativeAccuracyAtOptions = {}): number | undefined {
  knownOptions('relativeAccuracy', options, ['lambda', 'of', 'cap']);
  checkShares(options);
  const { lambda = 0.5, cap = Number.POSITIVE_INFINITY } = options;
  const evaluated = evaluatedLife(life, cap);
  const row = rowAt(evaluated, lambda);
  return row === undefined ? undefined : accuracyAt(evaluated, row, basis(options));
}

/**
 * Cumulative relative accuracy: the mean of the relative accuracies of all predictions.
 *
 * Source: Saxena et al. 2010, with weights of 1. The row at the end itself is left out, as nothing remains there to divide by. ProgPy's
 * `cumulative_relative_accuracy` of a profile of times of event divides by the age at the end, which is never small: `of: 'end'`, and then the row at the end counts.
 *
 * @throws as {@link prognosticHorizon}
 */
export function cumulativeRelativeAccuracy(life: PredictedLife, options: RelativeAccuracyOptions = {}): number {
  knownOptions('cumulativeRelativeAccuracy', options, ['of', 'cap']);
  checkShares(options);
  const of = basis(options);
  return meanAccuracy(evaluatedLife(life, options.cap ?? Number.POSITIVE_INFINITY), of);
}

function basis({ of = 'remaining' }: RelativeAccuracyOptions): Basis {
  requireOption('metrics-rul', of === 'remaining' || of === 'end', 'of', "'remaining' or 'end'", of);
  return of;
}
