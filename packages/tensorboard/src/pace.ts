/** How often there is a point within an epoch: so many seconds apart, or at steps that a number divides. */
export type Pace = { readonly seconds: number } | { readonly steps: number };

/** Says after which steps a point is due; undefined: after none. */
export class Metronome {
  readonly #pace: Pace | undefined;
  #last = performance.now();

  constructor(pace: Pace | undefined) {
    this.#pace = pace;
  }

  /** Whether it is time; where it is, the time until the next one begins. */
  beats(step: number): boolean {
    if (this.#pace === undefined) return false;
    if ('steps' in this.#pace) return step % this.#pace.steps === 0;
    const now = performance.now();
    if (now - this.#last < this.#pace.seconds * 1000) return false;
    this.#last = now;
    return true;
  }
}
