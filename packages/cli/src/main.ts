import { type Command, CommanderError } from 'commander';
import { createProgram } from './program.js';
import { type ErrorReport, reportError, reportStall } from './report-error.js';
import { inform, print } from './terminal/terminal.js';
import { commandOf, usageMessage, withoutHelpOfUnknown } from './usage.js';

/**
 * Runs one `amnl` command.
 * @param args arguments without `node` and the script
 * @returns the exit code: 0 done, 2 something the user can put right, 1 a bug, 130 or 143 interrupted
 */
export async function main(args: readonly string[]): Promise<number> {
  const written: string[] = [];
  const program = createProgram((text) => written.push(text));
  const debug = args.includes('--debug');
  process.once('beforeExit', neverEnds);
  try {
    await perform(program, args, written);
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    const shown: ErrorReport =
      error instanceof CommanderError
        ? { message: usageMessage(error, program, args), exitCode: 2 }
        : reportError(error);
    inform(shown.message);
    if (debug) for (const line of stackLines(error)) inform(line);
    return shown.exitCode;
  } finally {
    process.off('beforeExit', neverEnds);
  }
}

/** Node ends with exit code 0 if nothing can happen any more, also in the midst of a command. */
function neverEnds(): void {
  const { message, exitCode } = reportStall();
  inform(message);
  process.exitCode = exitCode;
}

/** Help and version are printed as every result is: their reader may be gone, or the disk full. */
async function perform(program: Command, args: readonly string[], written: readonly string[]): Promise<void> {
  try {
    await program.parseAsync([...withoutHelpOfUnknown(program, args)], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const alone = error.code === 'commander.help' && error.exitCode !== 0; // `amnl` and `amnl data`, not `amnl help data`
    if (!alone && error.exitCode !== 0) throw error;
    const text = alone ? commandOf(program, args).helpInformation() : written.join('');
    await print(text.trimEnd().split('\n'));
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
