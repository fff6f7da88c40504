import { effectiveSize } from './effective-size.js';

/** Coverage that a bound of all scores can have at most, with so many groups: one more may be larger than all of them. */
export function mostCoverage(groups: number): number {
  return groups / (groups + 1);
}

/** Least number of groups for a coverage. */
export function leastGroups(coverage: number): number {
  let groups = Math.max(1, Math.floor(coverage / (1 - coverage)) - 1);
  while (mostCoverage(groups) < coverage - ROUNDING) groups++;
  return groups;
}

/** Sums of shares are off by some last digits. */
const ROUNDING = 1e-12;

/**
 * The bound that a score of a new group does not exceed, with probability `coverage`. Every group has the same weight, shared evenly by its
 * scores; and as there are only so many of them, the quantile is that of `coverage` · (1 + 1 / n), where n is how many independent
 * scores they are worth: see `effectiveSize`. With one score a group this is the ⌈(K + 1) · coverage⌉-th smallest of K, as in split-conformal
 * prediction.
 *
 * Source: groups of equal weight are the pooled CDFs of Dunn, Wasserman & Ramdas, _Distribution-Free Prediction Sets for Two-Layer Hierarchical
 * Models_, 2023, which cover more closely the more groups there are. 1 / n in place of nothing is ours; 1 / K, which is always safe, is
 * that of Lee, Barber & Willett, _Distribution-free inference with hierarchical data_, 2023, and gives wider bounds than are needed where a
 * group's scores are not alike.
 *
 * @param scores non-conformity scores, finite
 * @param groups number of each score's group
 * @returns undefined where there are too few groups, see {@link leastGroups}
 */
export function groupQuantile(
  scores: ArrayLike<number>,
  groups: ArrayLike<number>,
  coverage: number,
): number | undefined {
  const { numbers, sizes } = numbered(groups);
  const count = sizes.length;
  if (mostCoverage(count) < coverage - ROUNDING) return undefined;
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  const at = (level: number) => {
    let covered = 0;
    for (const i of order) {
      covered += 1 / (count * sizes[numbers[i]!]!);
      if (covered >= level - ROUNDING) return scores[i]!;
    }
    return scores[order.at(-1)!]!;
  };
  const plain = at(coverage);
  const exceeds = Array.from(scores, (score) => +(score > plain));
  return at(coverage * (1 + 1 / effectiveSize(exceeds, numbers)));
}

/** Groups numbered from 0, and how many scores each has. */
function numbered(groups: ArrayLike<number>): { readonly numbers: Int32Array; readonly sizes: readonly number[] } {
  const known = new Map<number, number>();
  const sizes: number[] = [];
  const numbers = Int32Array.from(groups, (group) => {
    const number = known.get(group) ?? known.size;
    known.set(group, number);
    sizes[number] = (sizes[number] ?? 0) + 1;
    return number;
  });
  return { numbers, sizes };
}
