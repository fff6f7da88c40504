import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Background saves, one at a time: a save waits for the one before, so at most one is held in memory. An error is kept
 * until the next check, and thrown once.
 */
export class SaveQueue {
  #running: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  /** Starts a save once the caller has continued: hashing copies the data once more. Await {@link idle} first. */
  start(save: () => Promise<void>): void {
    this.#running = nextTurn()
      .then(save)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      });
  }

  /** Resolves when nothing is being saved. @throws what the last save threw */
  async idle(): Promise<void> {
    await this.#running;
    this.check();
  }

  /** @throws the error of a save in the meantime */
  check(): void {
    if (this.#failure === undefined) return;
    const { error } = this.#failure;
    this.#failure = undefined;
    throw error;
  }
}
