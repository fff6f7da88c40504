import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const ERROR_CODES = {
  EM_STATISTICS_UNKNOWN:
    'A buffer that the forward pass changes is not a running average over batches, so it cannot be recomputed.',
  EM_STATISTICS_NOT_FINITE: 'The statistics of a training batch are NaN or infinite with the averaged weights.',
} as const;

/** An error of the recomputation of statistics. */
export function statisticsError(code: keyof typeof ERROR_CODES, message: string): TrainError {
  return new TrainError(code, message, { by: 'swa' });
}
