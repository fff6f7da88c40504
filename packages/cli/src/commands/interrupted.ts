import { constants } from 'node:os';
import { command } from '../terminal/command-name.js';
import { shellWord } from '../terminal/shell-word.js';

/** Signals that end a run. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Exit code of a command that a signal has ended: 128 + its number, as shells have it; 130 for Ctrl-C, 143 for SIGTERM. */
export function exitCodeOf(signal: StopSignal): number {
  return 128 + constants.signals[signal];
}

/** A signal ended a command. The message says what was saved and how to resume; it is printed without a code. */
export class EndedBySignal extends Error {
  override readonly name: string = 'EndedBySignal';
  readonly exitCode: number;

  constructor(
    readonly signal: StopSignal,
    message: string,
  ) {
    super(message);
    this.exitCode = exitCodeOf(signal);
  }
}

/** A signal ended a run. */
export class Interrupted extends EndedBySignal {
  override readonly name = 'Interrupted';

  /**
   * @param folder of the run; undefined if nothing was saved
   * @param ofWhat of which run these epochs are, where there are several
   */
  constructor(
    signal: StopSignal,
    readonly epochs: number,
    folder: string | undefined,
    ofWhat = '',
  ) {
    super(
      signal,
      folder === undefined
        ? `Interrupted by ${signal} before the first step finished; nothing was saved.`
        : `Interrupted by ${signal} after ${epochs} complete epoch${epochs === 1 ? '' : 's'}${ofWhat}; everything is saved. Resume with: ${resumeCommand(folder)}`,
    );
  }
}

/** The command line that continues a run. */
export function resumeCommand(folder: string): string {
  return command(`train --resume ${shellWord(folder)}`);
}
