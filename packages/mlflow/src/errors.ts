import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const MLFLOW_ERRORS = {
  MF_ENVIRONMENT: 'An environment variable of MLflow is missing, or asks for what this package cannot do.',
  MF_FOLDER_UNUSABLE: 'The file with the data for MLflow cannot be created or read; see `cause`.',
  MF_FOLDER_IN_USE: 'The folder belongs to another run that is open in this process.',
  MF_OUTBOX_INVALID:
    'mlflow.jsonl was not written by this package, or by a later version, or belongs to another MLflow run.',
  MF_WRITE_FAILED: 'mlflow.jsonl can no longer be written; see `cause`. It is complete up to the last flush.',
  MF_UNREACHABLE: 'The MLflow server did not answer, or not in time.',
  MF_REFUSED:
    'The MLflow server refused the request: credentials, permissions, a deleted run or experiment, a redirect.',
  MF_NOT_MLFLOW: 'The server at MLFLOW_TRACKING_URI is not an MLflow server of a supported version.',
  MF_SERVER_FAILED: 'The MLflow server reported a failure, or too many requests.',
  MF_CLOSED: 'A tracked run was used after close().',
} as const;

/** A code of {@link MLFLOW_ERRORS}. */
export type MlflowErrorCode = keyof typeof MLFLOW_ERRORS;

/** The name of the plugin, which prefixes its messages. */
export const NAME = 'mlflow';

/** An error of this package. */
export function failure(code: MlflowErrorCode, message: string, cause?: unknown): TrainError {
  return new TrainError(code, message, { by: NAME, ...(cause !== undefined && { cause }) });
}

/** The system's message, as a sentence. */
export function systemMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
