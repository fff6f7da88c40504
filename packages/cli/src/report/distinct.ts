import type { RunData } from '@amnl/report';

/** Runs to be compared, names made unique: folders at different places may have the same one. */
export function distinct(runs: readonly RunData[]): readonly RunData[] {
  const seen = new Map<string, number>();
  return runs.map((run) => {
    const times = (seen.get(run.name) ?? 0) + 1;
    seen.set(run.name, times);
    return times === 1 ? run : { ...run, name: `${run.name} (${times})` };
  });
}
