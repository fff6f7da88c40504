import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const TENSORBOARD_ERRORS = {
  TB_FOLDER_UNUSABLE: 'The folder for event files cannot be created or written to; see `cause`.',
  TB_WRITE_FAILED: 'An event file can no longer be written; see `cause`. It is complete up to the last flush.',
  TB_CLOSED: 'An event writer was used after close().',
} as const;

/** An error of this package. */
export function failure(code: keyof typeof TENSORBOARD_ERRORS, message: string, cause?: unknown): TrainError {
  return new TrainError(code, message, { by: 'tensorboard', ...(cause !== undefined && { cause }) });
}

/** The system's message, as a sentence. */
export function systemMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
