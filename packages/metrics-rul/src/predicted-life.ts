import { requireOption } from '@amnl/core-loop';
import { failure, refuseEmpty } from './check.js';

/** Predictions over the life of one unit that failed, or whose end is known. All times have one unit. */
export interface PredictedLife {
  /** Age of the unit at each prediction, counted from where its life begins: 0 or more, ascending. */
  readonly times: ArrayLike<number>;
  /** Predicted remaining lives; one for each time. */
  readonly predicted: ArrayLike<number>;
  /** Age at the end of its life; the true remaining life at time t is `end − t`. */
  readonly end: number;
  /**
   * Of predictions that are distributions: how much of that of a row lies from `low` to `high`, 0 to 1. Default: a prediction is one number,
   * which lies there or does not; a number on the border does.
   */
  readonly within?: (row: number, low: number, high: number) => number;
}

/** What all prognostic metrics ask for. */
export interface LifeOptions {
  /**
   * Cap of the targets that the network was trained with, in the unit of time: rows with more remaining life than that are left out, as a
   * prediction at the cap says no more than "at least". @default Infinity
   */
  readonly cap?: number;
}

/** A life of which the rows to be evaluated are known. */
export interface EvaluatedLife extends PredictedLife {
  /** Rows with at most `cap` remaining life, in order of time; the row at the end itself may be among them. */
  readonly rows: readonly number[];
}

/**
 * Checks a life, and finds the rows to be evaluated.
 * @throws MR_EMPTY, MR_LENGTH, MR_NOT_FINITE, MR_TIME_ORDER; MR_FEW_ROWS with fewer than two rows at which something is left to predict
 */
export function evaluatedLife(life: PredictedLife, cap: number): EvaluatedLife {
  const evaluated = withEnoughRows(life, cap);
  if (evaluated) return evaluated;
  const where = Number.isFinite(cap) ? `with at most ${cap} left` : 'before the end';
  throw failure(
    'MR_FEW_ROWS',
    `a life needs two predictions ${where}, and this one has ${life.times.length} in all, from ${life.times[0]} on, and ends at ${life.end}. Leave it out`,
  );
}

/** The same, undefined with too few rows. */
export function withEnoughRows(life: PredictedLife, cap: number): EvaluatedLife | undefined {
  checkLife(life);
  const { times, end } = life;
  const rows: number[] = [];
  for (let row = 0; row < times.length; row++) if (end - times[row]! <= cap) rows.push(row);
  return rows.length > 1 && times[rows[1]!]! < end ? { ...life, rows } : undefined;
}

function checkLife({ times, predicted, end }: PredictedLife): void {
  if (times.length !== predicted.length) {
    throw failure('MR_LENGTH', `found ${predicted.length} predictions for ${times.length} times. Give one for each`);
  }
  refuseEmpty(times);
  if (!Number.isFinite(end)) throw notFinite('the end of the life', end);
  if (times[0]! < 0) {
    throw failure('MR_TIME_ORDER', `the first time is ${times[0]}. Give ages, counted from where the life begins`);
  }
  for (let row = 0; row < times.length; row++) {
    const [time, before] = [times[row]!, row === 0 ? Number.NEGATIVE_INFINITY : times[row - 1]!];
    if (!Number.isFinite(time)) throw notFinite(`time ${row}`, time);
    if (!Number.isFinite(predicted[row]!)) throw notFinite(`prediction ${row}`, predicted[row]!);
    if (time <= before) {
      throw failure('MR_TIME_ORDER', `time ${row} is ${time}, after ${before}. Sort a life's predictions by time`);
    }
    if (time > end) throw failure('MR_TIME_ORDER', `time ${row} is ${time}, after the life's end at ${end}`);
  }
}

function notFinite(what: string, value: number) {
  return failure('MR_NOT_FINITE', `${what} is ${value}. Give finite numbers`);
}

/** Checks options of the same meaning in all functions; `undefined` is left to the defaults. Throws `CL_OPTION_INVALID`. */
export function checkShares(options: { alpha?: number; beta?: number; lambda?: number; cap?: number }): void {
  const { alpha = 0.5, beta = 0.5, lambda = 0.5, cap = Number.POSITIVE_INFINITY } = options;
  const check = (ok: boolean, name: string, what: string, value: unknown) =>
    requireOption('metrics-rul', ok, name, what, value);
  check(alpha > 0 && alpha < 1, 'alpha', 'a number between 0 and 1', alpha);
  check(beta > 0 && beta <= 1, 'beta', 'a number > 0, at most 1', beta);
  check(lambda >= 0 && lambda <= 1, 'lambda', 'a number from 0 to 1', lambda);
  check(cap > 0, 'cap', 'a number > 0, in the unit of time, or Infinity', cap);
}
