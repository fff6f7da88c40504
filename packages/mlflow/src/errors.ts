import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const MLFLOW_ERRORS = {
  MF_ENVIRONMENT: 'A variable of the environment that MLflow reads is missing, or says what cannot be done here.',
  MF_FOLDER_UNUSABLE: 'The file with what goes to MLflow cannot be made or read; see `cause`.',
  MF_FOLDER_IN_USE: 'The folder belongs to another run that is open in this process.',
  MF_OUTBOX_INVALID: 'mlflow.jsonl is no file of this package, of a later version, or belongs to another MLflow run.',
  MF_WRITE_FAILED: 'mlflow.jsonl could not be written to any more; see `cause`. It is whole up to the last flush.',
  MF_UNREACHABLE: 'The MLflow server does not answer, or not in time.',
  MF_REFUSED: 'The MLflow server refused: credentials, permissions, a deleted run or experiment, a redirect.',
  MF_NOT_MLFLOW: 'What answers at MLFLOW_TRACKING_URI is no MLflow server of a version that can be used.',
  MF_SERVER_FAILED: 'The MLflow server answered that it has failed, or that it gets too many requests.',
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

/** What the system said, in a sentence. */
export function systemMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
