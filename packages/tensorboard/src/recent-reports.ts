import { type Metrics, type Reported, type Run, recentMeans } from '@amnl/core-loop';

/** How often there is a point within an epoch: so many seconds apart, or at steps that a number divides. */
export type Pace = { readonly seconds: number } | { readonly steps: number };

/** What was reported since the last look, at a pace. */
export class RecentReports {
  readonly #pace: Pace | undefined;
  #looked = performance.now();
  #before: Readonly<Record<string, Reported>> | undefined;

  constructor(pace: Pace | undefined) {
    this.#pace = pace;
  }

  /** At the beginning of an epoch, or of what is left of one. */
  async begin(run: Run): Promise<void> {
    const untouched = run.progress.batch === 0 || this.#pace === undefined;
    this.#before = untouched ? undefined : await run.reported();
  }

  /** Whether it is time for a point; costs nothing. */
  isDue(step: number): boolean {
    if (this.#pace === undefined) return false;
    if ('steps' in this.#pace) return step % this.#pace.steps === 0;
    return performance.now() - this.#looked >= this.#pace.seconds * 1000;
  }

  /** Means and sums since the last look, and the current scalars. A download. */
  async look(run: Run): Promise<Metrics> {
    this.#looked = performance.now();
    const now = await run.reported();
    const metrics = { ...run.scalars.values(), ...recentMeans(now, this.#before) };
    this.#before = now;
    return metrics;
  }
}
