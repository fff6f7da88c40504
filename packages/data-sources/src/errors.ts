import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const DATA_SOURCE_ERRORS = {
  DS_SOURCE_INVALID: 'A source, dataset or generator returned something that is not a batch, or not iterable.',
  DS_SOURCE_FAILED: 'A generator or dataset threw; the original error is the `cause`.',
  DS_CONSUMED: 'The same iterator was given for two epochs: it has nothing left for the second.',
  DS_EPOCH_LENGTH: 'An epoch had fewer batches than the source announced, or another number than the epoch before.',
  DS_BATCH_CHANGED: 'A batch has other names, dtypes or shapes than the batches before it.',
  DS_BATCH_SIZES: 'Inputs and targets of a batch have different numbers of samples.',
  DS_NOT_REPEATABLE: 'A dataset returns different batches at each pass, so a run could not be resumed.',
  DS_WORKER_FAILED:
    'A worker with a source could not be started, ended early, or returned what cannot be sent to another thread.',
  DS_FILE_MISSING: 'A file of a source is missing or cannot be read.',
  DS_FILE_INVALID: 'A file does not match its header: damaged, truncated, or of another format.',
  DS_FILE_DTYPE: 'A file has a dtype or an order that is not supported.',
  DS_FILE_ROWS: 'Files of one source have different numbers of samples.',
  DS_FILE_CHANGED: 'A file of a source was changed while it was in use.',
  DS_FILE_EXISTS: 'A file would have been overwritten.',
  DS_WRITE_FAILED: 'A file could not be written.',
} as const;

/** A code of {@link DATA_SOURCE_ERRORS}. */
export type DataSourceErrorCode = keyof typeof DATA_SOURCE_ERRORS;

/**
 * An error of this package: `[by] message. (CODE)`.
 * @param by the function that reports it
 */
export function failure(code: DataSourceErrorCode, by: string, message: string, cause?: unknown): TrainError {
  return new TrainError(code, message, cause === undefined ? { by } : { by, cause });
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
