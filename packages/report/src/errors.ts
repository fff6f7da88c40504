import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const REPORT_ERRORS = {
  RP_RUNS_INVALID: 'A report was requested for no run, or for several runs with the same name.',
  RP_PORT_BUSY: 'The port of the live page is in use.',
  RP_LISTEN_FAILED: 'The live page cannot be served at this address for another reason; see `cause`.',
} as const;

/** A code of {@link REPORT_ERRORS}. */
export type ReportErrorCode = keyof typeof REPORT_ERRORS;

/** An error of this package, for its user: what, what was found, what to do, a code. */
export function reportError(code: ReportErrorCode, message: string, cause?: unknown): TrainError {
  return new TrainError(code, message, { by: 'report', ...(cause !== undefined && { cause }) });
}
