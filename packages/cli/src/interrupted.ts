import { constants } from 'node:os';
import { shellWord } from './shell-word.js';

/** Signals that end a run. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Exit code of a command that a signal has ended: 128 + its number, as shells have it; 130 for Ctrl-C, 143 for SIGTERM. */
export function exitCodeOf(signal: StopSignal): number {
  return 128 + constants.signals[signal];
}

/** A signal ended a run at once. The message says what is left of it; it is told without a code. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;
  constructor(signal: StopSignal, epochs: number, folder: string) {
    super(
      epochs === 0
        ? `Interrupted by ${signal} before the first epoch was done; nothing is left behind.`
        : `Interrupted by ${signal} after ${epochs} epoch${epochs === 1 ? '' : 's'}. ${folder} keeps their history and the best weights: amnl evaluate ${shellWord(folder)}`,
    );
    this.exitCode = exitCodeOf(signal);
  }
}
