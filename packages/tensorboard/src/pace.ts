/** How often to log within an epoch: every so many seconds, or every so many steps. */
export type Pace = { readonly seconds: number } | { readonly steps: number };

/** Decides after which steps a point is due; undefined: after none. */
export class Metronome {
  readonly #pace: Pace | undefined;
  #last = performance.now();

  constructor(pace: Pace | undefined) {
    this.#pace = pace;
  }

  /** Whether a point is due; if so, the next interval starts. */
  beats(step: number): boolean {
    if (this.#pace === undefined) return false;
    if ('steps' in this.#pace) return step % this.#pace.steps === 0;
    const now = performance.now();
    if (now - this.#last < this.#pace.seconds * 1000) return false;
    this.#last = now;
    return true;
  }
}
