import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const DATA_SOURCE_ERRORS = {
  DS_SOURCE_INVALID: 'A source, dataset or generator gave something that is no batch, or nothing to go through.',
  DS_SOURCE_FAILED: 'A generator or dataset threw; the original error is the `cause`.',
  DS_CONSUMED: 'The same iterator was given for two epochs: it has nothing left for the second.',
  DS_EPOCH_LENGTH: 'An epoch had fewer batches than the source said, or another number than the epoch before.',
  DS_BATCH_CHANGED: 'A batch has other names, dtypes or shapes than the batches before it.',
  DS_BATCH_SIZES: 'Inputs and targets of a batch have different numbers of samples.',
  DS_NOT_REPEATABLE:
    'A dataset gives other batches each time it is gone through, so that a run could not be continued.',
  DS_WORKER_FAILED: 'A worker with a source could not be started, ended, or gave what cannot be passed on.',
  DS_FILE_MISSING: 'A file of a source is not there, or cannot be read.',
  DS_FILE_INVALID: 'A file is not what its header says: damaged, cut short, or of another format.',
  DS_FILE_DTYPE: 'A file holds numbers of a kind, or in an order, that is not read.',
  DS_FILE_ROWS: 'Files of one source have different numbers of samples.',
  DS_FILE_CHANGED: 'A file of a source was changed while it was in use.',
  DS_FILE_EXISTS: 'A file would have been overwritten.',
  DS_WRITE_FAILED: 'A file could not be written.',
} as const;

/** A code of {@link DATA_SOURCE_ERRORS}. */
export type DataSourceErrorCode = keyof typeof DATA_SOURCE_ERRORS;

/**
 * An error of this package: `[by] message. (CODE)`.
 * @param by the function at fault
 */
export function failure(code: DataSourceErrorCode, by: string, message: string, cause?: unknown): TrainError {
  return new TrainError(code, message, cause === undefined ? { by } : { by, cause });
}

/** What an error says, of whatever kind it is. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
