import { Interrupted } from './interrupted.js';

/** What the terminal shows of an error. */
export interface ErrorReport {
  readonly message: string;
  /** 2: the user can put it right; 1: a bug; 130 or 143: interrupted. */
  readonly exitCode: number;
}

const FULL_DISK: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than allowed',
};
const REFUSED: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
};

/** Why the operating system refused, in words; undefined for what is no such error. */
export function systemReason(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (typeof code !== 'string') return undefined;
  return FULL_DISK[code] ?? REFUSED[code];
}

/**
 * The one message for an error. Errors with a name of `TrainError` are told as they are; it is checked by name, because
 * loading the class costs more than `--help` may take.
 */
export function reportError(error: unknown): ErrorReport {
  if (!(error instanceof Error)) return bug(String(error));
  if (error instanceof Interrupted) return { message: error.message, exitCode: error.exitCode };
  if (error.name === 'TrainError') return { message: error.message, exitCode: 2 };
  const reason = systemReason(error);
  if (reason !== undefined) {
    const { path, code } = error as NodeJS.ErrnoException;
    return {
      message: `[cli] ${path ?? 'a file'}: ${reason}. Choose another place, or make room (${code})`,
      exitCode: 2,
    };
  }
  return bug(error.message);
}

function bug(message: string): ErrorReport {
  return {
    message: `[cli] internal error: ${message}. Run again with --debug and report the stack. (CLI_BUG)`,
    exitCode: 1,
  };
}
