/** Names of NASA's score in releases before: after the paper that sums over last windows, and “raw” for all windows. */
export const EARLIER_NAMES = {
  nasa_score_paper: 'nasa_score_last_cycle',
  nasa_score_paper_mean: 'nasa_score_last_cycle_mean',
  nasa_score_raw: 'nasa_score_all_cycles',
  nasa_score_paper_uncapped: 'nasa_score_last_cycle_uncapped',
  nasa_score_paper_mean_uncapped: 'nasa_score_last_cycle_mean_uncapped',
  nasa_score_raw_uncapped: 'nasa_score_all_cycles_uncapped',
} as const;

const PAIRS = Object.entries(EARLIER_NAMES);
const TODAY: ReadonlyMap<string, string> = new Map(PAIRS);

/** Figures as they are read: under the names of today, whichever a file has, in the file's order. */
export function underTodaysNames<T>(figures: Readonly<Record<string, T>>): Record<string, T> {
  const found = new Map<string, T>();
  for (const [name, figure] of Object.entries(figures)) {
    const today = TODAY.get(name) ?? name;
    if (today === name || !Object.hasOwn(figures, today)) found.set(today, figure);
  }
  return Object.fromEntries(found);
}

/** Figures as files and `--json` have them for one version: the earlier names next to those of today. */
export function underBothNames<T>(figures: Readonly<Record<string, T>>): Record<string, T> {
  const found = underTodaysNames(figures);
  for (const [earlier, today] of PAIRS) if (Object.hasOwn(found, today)) found[earlier] = found[today]!;
  return found;
}
