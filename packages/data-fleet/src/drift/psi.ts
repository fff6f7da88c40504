/** Added to every share, so that an empty bin counts as one row in a thousand and not as an infinite difference. */
const EMPTY = 1e-3;

/** The usual reading of a population stability index: below the first it is stable, above the second the change is large. */
const MODERATE = 0.1;
const LARGE = 0.25;

/** How a population stability index reads; `unknown` if nobody can say what chance does. */
export type DriftReading = 'stable' | 'moderate' | 'large' | 'unknown';

/**
 * Population stability index of two histograms with the same bins: Σ (p − q) ln(p / q) of their shares, symmetric and ≥ 0 (Siddiqi,
 * *Credit Risk Scorecards*, 2006). Below 0.1 two populations are taken for equal, above 0.25 for different. Shares are smoothed as
 * (share + ε) / (1 + ε · bins), since a single empty bin would make it infinite.
 * @param before counts or shares, of any sum above 0
 * @param now likewise
 * @param smoothing ε; default 0.001
 */
export function populationStability(
  before: ArrayLike<number>,
  now: ArrayLike<number>,
  smoothing: number = EMPTY,
): number {
  const [all, nowAll] = [sum(before), sum(now)];
  const more = 1 + smoothing * before.length;
  let psi = 0;
  for (let bin = 0; bin < before.length; bin++) {
    const p = (before[bin]! / all + smoothing) / more;
    const q = (now[bin]! / nowAll + smoothing) / more;
    psi += (p - q) * Math.log(p / q);
  }
  return psi;
}

/** The smoothing ε for so many rows: half a row a bin (Jeffreys' prior) where rows are few, as bins are then empty by chance. */
export function smoothingOf(rows: number): number {
  return Math.max(EMPTY, 0.5 / rows);
}

/** Normal deviate that 2 in 10,000 exceed: 1 in 100 of forty channels. */
const RARE = 3.5;

/**
 * What a population stability index hardly exceeds because there are so few rows, as if each were drawn alone: it then is nearly χ² / rows,
 * with a degree of freedom less than there are bins (quantile by Wilson and Hilferty, 1931).
 */
export function chanceOfRows(bins: number, rows: number): number {
  const degrees = bins - 1;
  if (degrees === 0) return 0;
  const spread = 2 / (9 * degrees);
  return (degrees * (1 - spread + RARE * Math.sqrt(spread)) ** 3) / rows;
}

/**
 * Reads a population stability index.
 * @param chance what it reaches by chance alone, so that nothing below is a change; undefined if that is not known
 */
export function readStability(psi: number, chance: number | undefined): DriftReading {
  if (psi < MODERATE) return 'stable';
  if (chance === undefined) return 'unknown';
  if (psi <= chance) return 'stable';
  return psi > LARGE ? 'large' : 'moderate';
}

/** The sum of some numbers. */
export function sum(numbers: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i]!;
  return total;
}

/** Adds numbers to some sums, one by one. */
export function addTo(sums: Float64Array, numbers: ArrayLike<number>): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += numbers[i]!;
}

/** Counts as shares, to five decimals; all 0 if there is nothing. */
export function sharesOf(counts: Float64Array): number[] {
  const total = sum(counts);
  return Array.from(counts, (count) => (total === 0 ? 0 : Number((count / total).toFixed(5))));
}
