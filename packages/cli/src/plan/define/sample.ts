import { fillUniform, permutation } from '@amnl/core-loop';

/** How points are drawn. */
export const METHODS = ['latin', 'random'] as const;

/** One of {@link METHODS}. */
export type Method = (typeof METHODS)[number];

/**
 * Points in the unit cube, equal for equal arguments. `random`: independent of each other. `latin`: a Latin hypercube (McKay, Beckman and
 * Conover, Technometrics 21, 1979): each coordinate is cut into as many parts as there are points, and every part has one.
 *
 * Our own, as no library on npm fits: `sobol`, the only one there of low-discrepancy sequences, shifts 32-bit numbers by up to 52 places.
 * @returns a point an entry, with coordinates in [0, 1)
 */
export function unitPoints(method: Method, count: number, dimensions: number, seed: number): number[][] {
  const columns = Array.from({ length: dimensions }, (_, axis) => {
    const within = fillUniform(new Float32Array(count), seed, 'points', axis);
    if (method === 'random') return Array.from(within);
    const part = permutation(count, seed, 'points/part', axis);
    return Array.from(within, (share, point) => (part[point]! + share) / count);
  });
  return Array.from({ length: count }, (_, point) => columns.map((column) => column[point]!));
}

/** Where a share of the way between two ends lies; of whole numbers, each has an equal part of the way. */
export function between(
  share: number,
  { low, high, scale, whole }: { low: number; high: number; scale: 'linear' | 'log'; whole: boolean },
): number {
  const end = whole ? high + 1 : high;
  const place = scale === 'log' ? low * (end / low) ** share : low + (end - low) * share;
  // Four digits: more make no other network, and nobody reads them.
  return Math.min(high, Math.max(low, whole ? Math.floor(place) : Number(place.toPrecision(4))));
}
