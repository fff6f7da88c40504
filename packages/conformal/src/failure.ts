import { TrainError } from '@amnl/core-loop/errors';

/** An error of this package. */
export function failure(code: string, message: string): TrainError {
  return new TrainError(code, message, { by: 'conformal' });
}
