import type { Metrics, Reported } from '../contract/records.js';
import type { Run } from '../contract/run.js';

type Reports = Readonly<Record<string, Reported>>;

/**
 * Follows what is reported from look to look within epochs, for curves in which the mean so far would hide what is new. A plugin
 * calls `begin` in `epochStart`, and `look` in those `stepEnd`s after which it wants a point.
 */
export class RecentReports {
  #before: Reports | undefined;

  /** An epoch begins, or what is left of one in a continued run: what was reported of it before is then no news. */
  async begin(run: Run): Promise<void> {
    this.#before = run.progress.batch === 0 ? undefined : await run.reported();
  }

  /**
   * The current scalars, and what was reported since the last look: means and sums of that time alone, and the last ones as they
   * are. A mean that was not finite once stays so for the epoch. A download.
   */
  async look(run: Run): Promise<Metrics> {
    const now = await run.reported();
    const metrics = { ...run.scalars.values(), ...reportedSince(this.#before, now) };
    this.#before = now;
    return metrics;
  }
}

/** What was reported between two looks at the same epoch. @param before undefined where the epoch has just begun */
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
