/** Standard deviations, of what the other inputs leave open, below which a mean is not traced further. */
const LEAST = 0.25;

/** A sensor that reads otherwise than the others say. */
export interface Drifted {
  /** By how many standard deviations of its values it reads too high. */
  readonly by: number;
  /** Inputs that are unlike the others only because this one is. */
  readonly followers: readonly number[];
}

/**
 * Which sensors have drifted. One that reads δ too high is off by δ √Pᵢᵢ from what the others say, and makes each other one seem off by
 * δ Pᵢⱼ / √Pⱼⱼ, which is less: so the one that is farthest off is taken, what it explains is subtracted, and so on.
 * @param off mean distance of each input from what the others say, in standard deviations of what those leave open
 * @param precision P, the inverse of the inputs' covariance
 * @param suspects indices of inputs that are unlike the others
 */
export function findDrifted(
  off: readonly number[],
  precision: readonly (readonly number[])[],
  suspects: readonly number[],
): Map<number, Drifted> {
  const left = [...off];
  const found = new Map<number, Drifted>();
  const open = new Set(suspects);
  while (open.size > 0) {
    const most = [...open].reduce((a, b) => (Math.abs(left[b]!) > Math.abs(left[a]!) ? b : a));
    if (Math.abs(left[most]!) < LEAST) break;
    const by = left[most]! / Math.sqrt(precision[most]![most]!);
    open.delete(most);
    for (let j = 0; j < left.length; j++) left[j]! -= (by * precision[most]![j]!) / Math.sqrt(precision[j]![j]!);
    const followers = [...open].filter((j) => Math.abs(left[j]!) < LEAST && Math.abs(off[j]!) >= LEAST);
    for (const j of followers) open.delete(j);
    found.set(most, { by, followers });
  }
  return found;
}
