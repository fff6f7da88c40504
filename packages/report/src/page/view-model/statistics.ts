/** Mean and spread of some numbers. */
export interface Spread {
  readonly count: number;
  readonly mean: number;
  /** The sample's standard deviation (over n − 1); absent for a single number, of which nothing can be said. */
  readonly deviation?: number;
}

/** Mean and sample standard deviation of the finite ones among `values`; `undefined` if there is none. */
export function spreadOf(values: readonly (number | null | undefined)[]): Spread | undefined {
  const finite = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  const count = finite.length;
  if (count === 0) return undefined;
  const mean = finite.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { count, mean };
  // In two passes: sums of squares would lose the digits of a small spread around a large mean.
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, deviation: Math.sqrt(squares / (count - 1)) };
}

/** Values by a key, in the order in which keys first appear. */
export function groupBy<T, K>(values: readonly T[], key: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
}
