import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const ERROR_CODES = {
  LF_DIVERGED: 'The loss of a sweep over learning rates diverged before there was anything to judge.',
  LF_LOSS_NOT_FINITE: 'The loss is NaN or infinite at the first step of a sweep, before any rate could matter.',
  LF_RATE_UNKNOWN: 'Nobody declares the scalar that a sweep is to change.',
} as const;

/** An error of the finder. */
export function finderError(code: keyof typeof ERROR_CODES | 'CL_METRIC_UNKNOWN', message: string): TrainError {
  return new TrainError(code, message, { by: 'lr-finder' });
}
