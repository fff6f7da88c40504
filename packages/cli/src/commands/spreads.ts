import { type Numbers, spreadOf } from '@amnl/report';

/** Mean and deviation of a figure over several runs. */
export type FigureSpread = {
  readonly mean: number;
  /** Of the sample (over n − 1); `null`: known of one run only. */
  readonly sd: number | null;
  /** Runs in which it is known. */
  readonly count: number;
};

/** Mean and sample standard deviation of every figure that one of several runs has. */
export function spreads(figures: readonly Numbers[]): Record<string, FigureSpread> {
  const names = [...new Set(figures.flatMap((one) => Object.keys(one)))];
  return Object.fromEntries(
    names.flatMap((name) => {
      const spread = spreadOf(figures.map((one) => one[name]));
      return spread ? [[name, { mean: spread.mean, sd: spread.deviation ?? null, count: spread.count }]] : [];
    }),
  );
}

/** A spread in words: `14.57 ± 0.31`; the mean alone of one run, and `n/a` of none. */
export function spreadText(spread: Omit<FigureSpread, 'count'> | undefined, digits: number): string {
  if (spread === undefined) return 'n/a';
  const { mean, sd } = spread;
  return sd === null ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${sd.toFixed(digits)}`;
}
