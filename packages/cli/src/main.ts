import { CommanderError } from 'commander';
import { createProgram } from './program.js';
import { type ErrorReport, reportError } from './report-error.js';
import { print, tell } from './terminal.js';
import { commandOf, usageMessage } from './usage.js';

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
    if (error instanceof CommanderError && error.code === 'commander.help') {
      await print(commandOf(program, args).helpInformation().trimEnd().split('\n')); // `amnl` and `amnl data` alone
      return 0;
    }
    const shown: ErrorReport =
      error instanceof CommanderError
        ? { message: usageMessage(error, program, args), exitCode: 2 }
        : reportError(error);
    tell(shown.message);
    if (debug) for (const line of stackLines(error)) tell(line);
    return shown.exitCode;
  }
}

/** The stacks of an error and of all its causes. A message may have lines of its own, which are none of the stack. */
function stackLines(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const stack = error.stack ?? '';
  const frames = stack.slice(stack.indexOf(error.message) + error.message.length).split('\n');
  const cause = error.cause === undefined ? [] : stackLines(error.cause).with(0, `caused by ${headOf(error.cause)}`);
  return [headOf(error), ...frames.filter((line) => line !== ''), ...cause];
}

function headOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
