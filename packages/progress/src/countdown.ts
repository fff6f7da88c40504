/** Seconds within which a shown time follows a new estimate, at least and at most. */
const QUICKEST = 1;
const SLOWEST = 15;

/** A time left that counts down steadily and glides to what is newly estimated, instead of jumping to it. */
export class Countdown {
  #shown: number | undefined;
  #at = 0;

  /** What to show now. @param estimate undefined while nothing is known */
  next(estimate: number | undefined, now: number): number | undefined {
    const passed = now - this.#at;
    this.#at = now;
    if (estimate === undefined || this.#shown === undefined) {
      this.#shown = estimate;
      return estimate;
    }
    const counted = this.#shown - passed;
    // The nearer the end, the sooner it must be right.
    const patience = Math.min(SLOWEST, Math.max(QUICKEST, estimate / 6));
    this.#shown = Math.max(0, counted + (estimate - counted) * (1 - Math.exp(-passed / patience)));
    return this.#shown;
  }

  /** The next estimate is of something else. */
  restart(): void {
    this.#shown = undefined;
  }
}
