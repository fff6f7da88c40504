import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const ERROR_CODES = {
  LF_DIVERGED: 'The loss diverged too early in the sweep to judge it.',
  LF_LOSS_NOT_FINITE: 'The loss is NaN or infinite at the first step of a sweep, before any rate could matter.',
  LF_RATE_UNKNOWN: 'No plugin declares the scalar to sweep.',
} as const;

/** An error of the finder. */
export function finderError(code: keyof typeof ERROR_CODES | 'CL_METRIC_UNKNOWN', message: string): TrainError {
  return new TrainError(code, message, { by: 'lr-finder' });
}
