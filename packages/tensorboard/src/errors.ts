import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const TENSORBOARD_ERRORS = {
  TB_FOLDER_UNUSABLE: 'The folder for event files cannot be made, or no file can be written in it; see `cause`.',
  TB_WRITE_FAILED: 'An event file could not be written to any more; see `cause`. It is whole up to the last flush.',
  TB_CLOSED: 'An event writer was used after close().',
} as const;

/** An error of this package. */
export function failure(code: keyof typeof TENSORBOARD_ERRORS, message: string, cause?: unknown): TrainError {
  return new TrainError(code, message, { by: 'tensorboard', ...(cause !== undefined && { cause }) });
}

/** What the system said, in a sentence. */
export function systemMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
