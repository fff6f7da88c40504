/** Seconds within which a shown time follows a new estimate, at least and at most. */
const QUICKEST = 1;
const SLOWEST = 15;

/** A remaining time that counts down steadily and glides to a new estimate instead of jumping. */
export class Countdown {
  #shown: number | undefined;
  #at = 0;

  /** The time to show now. @param estimate undefined while unknown */
  next(estimate: number | undefined, now: number): number | undefined {
    const passed = now - this.#at;
    this.#at = now;
    if (estimate === undefined || this.#shown === undefined) {
      this.#shown = estimate;
      return estimate;
    }
    const counted = this.#shown - passed;
    // Closer to the end, it must follow faster.
    const patience = Math.min(SLOWEST, Math.max(QUICKEST, estimate / 6));
    this.#shown = Math.max(0, counted + (estimate - counted) * (1 - Math.exp(-passed / patience)));
    return this.#shown;
  }

  /** Starts over: the next estimate is of something else. */
  restart(): void {
    this.#shown = undefined;
  }
}
