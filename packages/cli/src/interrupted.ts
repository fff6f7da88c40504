/** Exit code of a command ended by Ctrl-C: 128 + the number of SIGINT, as shells have it. */
export const INTERRUPTED = 130;

/** A run was ended by a signal in the middle of an epoch. Told without a code; exit code {@link INTERRUPTED}. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor(epochs: number, folder: string) {
    super(
      epochs === 0
        ? 'Stopped before the first epoch was done; nothing is left behind.'
        : `Stopped after ${epochs} epoch${epochs === 1 ? '' : 's'}. ${folder} holds their history and the best weights: amnl evaluate ${folder}`,
    );
  }
}
