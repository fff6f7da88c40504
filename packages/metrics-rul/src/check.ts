import { TrainError } from '@amnl/core-loop';

/** Throws `MR_EMPTY`: a mean over nothing is undefined. */
export function refuseEmpty(values: ArrayLike<unknown>): void {
  if (values.length === 0) throw failure('MR_EMPTY', 'there are no samples to score. Give at least one prediction');
}

/** Throws `MR_LENGTH` or `MR_EMPTY`. */
export function checkPair(predicted: ArrayLike<number>, actual: ArrayLike<number>): void {
  if (predicted.length !== actual.length) {
    throw failure('MR_LENGTH', `found ${predicted.length} predictions for ${actual.length} truths. Give one for each`);
  }
  refuseEmpty(actual);
}

export function failure(code: string, message: string): TrainError {
  return new TrainError(code, message, { by: 'metrics-rul' });
}
