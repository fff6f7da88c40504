/**
 * How many independent draws the draws of groups are worth, for a mean in which every group has the same weight: K² / Σₖ (ρ + (1 − ρ) / Nₖ), with K
 * groups of Nₖ draws, and the correlation ρ of two draws of one group. Between K, where the draws of a group are all alike or one, and all
 * of them, where they have nothing to do with each other.
 *
 * Source: the design effect of Kish, _Survey Sampling_, 1965; ρ by the analysis of variance, see Donner, _A review of inference
 * procedures for the intraclass correlation coefficient in the one-way random effects model_, 1986.
 *
 * @param exceeds 1 or 0 a draw
 * @param groups number of its group, from 0 to K − 1
 */
export function effectiveSize(exceeds: ArrayLike<number>, groups: ArrayLike<number>): number {
  const sizes = totals(groups, () => 1);
  const hits = totals(groups, (i) => exceeds[i]!);
  const rho = intraclass(sizes, hits);
  const worth = sizes.reduce((sum, size) => sum + rho + (1 - rho) / size, 0);
  return sizes.length ** 2 / worth;
}

/** Of 0 or 1; 1 where it cannot be known: as if a group's draws were all alike. */
function intraclass(sizes: readonly number[], hits: readonly number[]): number {
  const [count, all] = [sizes.length, sum(sizes)];
  if (all === count || count === 1) return 1;
  const mean = sum(hits) / all;
  const between = sum(sizes.map((size, k) => size * (hits[k]! / size - mean) ** 2)) / (count - 1);
  const within = sum(sizes.map((size, k) => hits[k]! * (1 - hits[k]! / size))) / (all - count);
  const typical = (all - sum(sizes.map((size) => size ** 2)) / all) / (count - 1);
  const whole = between + (typical - 1) * within;
  return whole > 0 ? Math.min(1, Math.max(0, (between - within) / whole)) : 1;
}

function totals(groups: ArrayLike<number>, of: (i: number) => number): number[] {
  const found: number[] = [];
  for (let i = 0; i < groups.length; i++) found[groups[i]!] = (found[groups[i]!] ?? 0) + of(i);
  return found;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
