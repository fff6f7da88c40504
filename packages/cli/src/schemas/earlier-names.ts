import type { PreparedData } from '@amnl/data-fleet';

/** Names of NASA's score in releases before: after the paper that sums over last windows, and “raw” for all windows. */
export const EARLIER_NAMES = {
  nasa_score_paper: 'nasa_score_last_cycle',
  nasa_score_paper_mean: 'nasa_score_last_cycle_mean',
  nasa_score_raw: 'nasa_score_all_cycles',
  nasa_score_paper_uncapped: 'nasa_score_last_cycle_uncapped',
  nasa_score_paper_mean_uncapped: 'nasa_score_last_cycle_mean_uncapped',
  nasa_score_raw_uncapped: 'nasa_score_all_cycles_uncapped',
} as const;

/** Names of a run's sizes in releases before. */
export const EARLIER_SIZES = {
  trainEngines: 'trainUnits',
  selectionEngines: 'selectionUnits',
  testEngines: 'testUnits',
} as const;

type Names = Readonly<Record<string, string>>;

/** Values as they are read: under the names of today, whichever a file has, in the file's order. */
export function underTodaysNames<T>(
  values: Readonly<Record<string, T>>,
  names: Names = EARLIER_NAMES,
): Record<string, T> {
  const found = new Map<string, T>();
  for (const [name, value] of Object.entries(values)) {
    const today = Object.hasOwn(names, name) ? names[name]! : name;
    if (today === name || !Object.hasOwn(values, today)) found.set(today, value);
  }
  return Object.fromEntries(found);
}

/** Figures as files and `--json` have them for one version: the earlier names next to those of today. */
export function underBothNames<T>(figures: Readonly<Record<string, T>>): Record<string, T> {
  const found = underTodaysNames(figures);
  for (const [earlier, today] of Object.entries(EARLIER_NAMES)) {
    if (Object.hasOwn(found, today)) found[earlier] = found[today]!;
  }
  return found;
}

/** The same of a run's sizes. */
export function sizesUnderBothNames(sizes: PreparedData['sizes']) {
  const { trainUnits, selectionUnits, testUnits } = sizes;
  return { ...sizes, trainEngines: trainUnits, selectionEngines: selectionUnits, testEngines: testUnits };
}
