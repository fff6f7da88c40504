import { EndedBySignal } from './commands/interrupted.js';
import { systemReason } from './terminal/system-reason.js';

/** What the terminal shows of an error. */
export interface ErrorReport {
  readonly message: string;
  /** 2: the user can put it right; 1: a bug; 130 or 143: interrupted. */
  readonly exitCode: number;
}

/** How V8 says that an array is too large for the machine, or for any machine. */
const NO_MEMORY = /array buffer allocation failed|invalid (typed )?array (buffer )?length|invalid string length/i;

/**
 * The one message for an error. A `TrainError` is printed as it is; it is recognised by its name, because
 * loading the class costs more than `--help` may take.
 */
export function reportError(error: unknown): ErrorReport {
  if (!(error instanceof Error)) return bug(String(error));
  if (error instanceof EndedBySignal) return { message: error.message, exitCode: error.exitCode };
  if (error.name === 'TrainError') return { message: error.message, exitCode: 2 };
  const reason = systemReason(error);
  if (reason !== undefined) {
    const { path } = error as NodeJS.ErrnoException;
    return {
      message: `[cli] ${path ?? 'the system'}: ${reason}. Fix that, or choose another path. (CLI_SYSTEM)`,
      exitCode: 2,
    };
  }
  if (error instanceof RangeError && NO_MEMORY.test(error.message)) {
    const advice = 'Reduce window, batchSize, evaluationBatchSize, the network or the input';
    return {
      message: `[cli] out of memory (${error.message}). ${advice}. (CLI_OUT_OF_MEMORY)`,
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

/** The message for a command that ends because nothing can happen any more. */
export function reportStall(): ErrorReport {
  const what = 'the command waits for a promise that nothing settles any more, and ends unfinished';
  const advice = 'Look at your own code, if it brings data, plugins or hooks: does each function return, or call back?';
  return { message: `[cli] ${what}. ${advice} (CLI_NEVER_ENDS)`, exitCode: 2 };
}
