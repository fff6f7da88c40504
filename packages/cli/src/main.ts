import { CommanderError } from 'commander';
import { createProgram } from './program.js';
import { type ErrorReport, reportError } from './report-error.js';
import { usageMessage } from './usage.js';

/**
 * Runs one `amnl` command.
 * @param args arguments without `node` and the script
 * @returns the exit code: 0 done, 2 something the user can put right, 1 a bug, 130 or 143 interrupted
 */
export async function main(args: readonly string[]): Promise<number> {
  const program = createProgram();
  const debug = args.includes('--debug');
  try {
    await program.parseAsync([...args], { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // --help and --version
    const shown: ErrorReport =
      error instanceof CommanderError
        ? { message: usageMessage(error, program, args), exitCode: 2 }
        : reportError(error);
    process.stderr.write(`${shown.message}\n`);
    if (debug) process.stderr.write(`${stackOf(error)}\n`);
    return shown.exitCode;
  }
}

/** The stacks of an error and of all its causes. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
