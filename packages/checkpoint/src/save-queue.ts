import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Background saves, one at a time: a save waits for the one before, so no more than one is held in memory. What one throws is
 * kept until somebody asks, and thrown once.
 */
export class SaveQueue {
  #running: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  /** Starts a save once the caller has gone on: hashing copies the data once more. Await {@link idle} before. */
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

  /** @throws what a save has thrown meanwhile */
  check(): void {
    if (this.#failure === undefined) return;
    const { error } = this.#failure;
    this.#failure = undefined;
    throw error;
  }
}
