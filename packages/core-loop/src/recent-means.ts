import type { Metrics, Reported } from './run.js';

type Reports = Readonly<Record<string, Reported>>;

/**
 * What was reported between two looks at {@link Run.reported}: means and sums of that time alone, and the last ones as they are.
 * For curves within an epoch, where the mean so far would hide what is new. A mean that was not finite once stays so for the epoch.
 * @param before undefined where the epoch has just begun
 */
export function recentMeans(now: Reports, before: Reports | undefined): Metrics {
  const metrics: Record<string, number> = {};
  for (const [name, { value, count, reduce }] of Object.entries(now)) {
    const old = before?.[name];
    // Fewer reports than before: another epoch has begun, and all of them are new.
    const known = old !== undefined && old.count <= count ? old : undefined;
    const fresh = count - (known?.count ?? 0);
    if (reduce === 'last') metrics[name] = value;
    else if (reduce === 'sum') metrics[name] = value - (known?.value ?? 0);
    else if (fresh > 0) metrics[name] = (value * count - (known === undefined ? 0 : known.value * known.count)) / fresh;
  }
  return metrics;
}
