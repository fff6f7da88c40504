import type { ERROR_CODES } from './error-codes.js';
import { plainText } from './plain-text.js';

/** A code of this package's errors; `docs/errors.md` says what each one means. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Options of {@link TrainError}. */
export interface TrainErrorOptions {
  /** The responsible plugin; prefixes the message. */
  readonly by?: string;
  readonly cause?: unknown;
}

/**
 * An error for the user of a trainer: what is wrong, what was found, what to do, a code. Packages may use codes of their own with
 * their own prefix. The message is one line, and quoted text cannot control a terminal: see {@link plainText}.
 */
export class TrainError extends Error {
  readonly code: string;
  /** The message without prefix and code. */
  readonly detail: string;
  constructor(code: ErrorCode | (string & {}), message: string, options: TrainErrorOptions = {}) {
    const detail = plainText(message);
    const stop = /[.?!]$/.test(detail) ? '' : '.';
    super(
      `[${plainText(options.by ?? 'core-loop')}] ${detail}${stop} (${code})`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'TrainError';
    this.code = code;
    this.detail = detail;
  }
}
