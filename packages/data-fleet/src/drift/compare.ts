/** Counts of each bin: as they are expected, and as they were found. */
export interface Compared {
  readonly expected: ArrayLike<number>;
  readonly found: ArrayLike<number>;
}

/**
 * What a histogram would be with the reference's shares in each condition, but the conditions as often as they are now: a change of operation
 * alone is not a change of the channel. Conditions that the reference has no rows of are left out of both.
 * @param before counts or shares of the reference; [conditions, bins], one condition after the other
 * @param now counts; likewise
 */
export function standardised(before: ArrayLike<number>, now: ArrayLike<number>, bins: number): Compared {
  if (now.length === bins) return { expected: before, found: now };
  const [expected, found] = [new Float64Array(bins), new Float64Array(bins)];
  for (let at = 0; at < now.length; at += bins) {
    let [total, rows] = [0, 0];
    for (let bin = 0; bin < bins; bin++) {
      total += before[at + bin]!;
      rows += now[at + bin]!;
    }
    if (total === 0) continue;
    for (let bin = 0; bin < bins; bin++) {
      expected[bin]! += (rows * before[at + bin]!) / total;
      found[bin]! += now[at + bin]!;
    }
  }
  return { expected, found };
}
