import type { Metrics, Reported } from '../contract/records.js';
import type { Run } from '../contract/run.js';

type Reports = Readonly<Record<string, Reported>>;

/**
 * Follows reports between samples within an epoch, for curves in which the mean so far would hide what is new. A plugin
 * calls `begin` in `epochStart`, and `look` in those `stepEnd`s after which it wants a point.
 */
export class RecentReports {
  #before: Reports | undefined;

  /** An epoch starts, or the rest of one in a resumed run: earlier reports are then not new. */
  async begin(run: Run): Promise<void> {
    this.#before = run.progress.batch === 0 ? undefined : await run.reported();
  }

  /**
   * The current scalars, and what was reported since the previous call: means and sums of that time only, and the last
   * values. A mean that is not finite stays so for the epoch. A download.
   */
  async look(run: Run): Promise<Metrics> {
    const now = await run.reported();
    const metrics = { ...run.scalars.values(), ...reportedSince(this.#before, now) };
    this.#before = now;
    return metrics;
  }
}

/** What was reported between two samples of the same epoch. @param before undefined if the epoch has just started */
export function reportedSince(before: Reports | undefined, now: Reports): Metrics {
  const metrics: Record<string, number> = {};
  for (const [name, { value, weight, reduce }] of Object.entries(now)) {
    const known = before?.[name] ?? { value: 0, weight: 0 };
    const fresh = weight - known.weight;
    if (reduce === 'last') metrics[name] = value;
    else if (reduce === 'sum') metrics[name] = value - known.value;
    else if (fresh > 0) metrics[name] = (value * weight - known.value * known.weight) / fresh;
  }
  return metrics;
}
