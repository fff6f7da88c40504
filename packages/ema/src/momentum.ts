/** A running average b ← (1 − m) · b + m · s after one batch, from three values before it. */
export interface Probe {
  /** From 0: m · s. */
  readonly none: ArrayLike<number>;
  /** From `start` / 2. */
  readonly half: ArrayLike<number>;
  /** From `start`. */
  readonly full: ArrayLike<number>;
  /** A power of two, well above |m · s|. */
  readonly start: number;
}

/** Rounding error of a share in float32: three roundings near `start`, and one at half of it. */
const ROUNDING = 1e-6;
/** Below it, rounding would exceed a hundredth of the momentum. */
const LEAST = 1e-4;

/**
 * m of a running average, the share of a new batch: 0.1 in PyTorch's sense, `1 - momentum` of Keras.
 * @returns undefined if it is not such an average: the remaining share of the old value must be the same for all numbers and from
 *   all start values
 */
export function momentumOf({ none, half, full, start }: Probe): number | undefined {
  const shares: number[] = [];
  for (let i = 0; i < none.length; i++) {
    shares.push((full[i]! - none[i]!) / start, (2 * (half[i]! - none[i]!)) / start);
  }
  const kept = shares.reduce((a, b) => a + b, 0) / shares.length;
  if (!shares.every((share) => Math.abs(share - kept) <= 2 * ROUNDING)) return undefined;
  const momentum = 1 - kept;
  return momentum >= LEAST && momentum <= 1 + ROUNDING ? shortest(momentum) : undefined;
}

/** A power of two of at least four times the largest of `numbers`, so that adding them to it rounds little. */
export function probeStart(numbers: ArrayLike<number>): number {
  const largest = Array.from(numbers).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return largest === 0 ? 1 : 2 ** Math.ceil(Math.log2(4 * largest));
}

/** The shortest decimal that equals `x` up to rounding: people write 0.1, and float32 measures 0.10000002. */
function shortest(x: number): number {
  for (let digits = 1; digits < 7; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Math.abs(short - x) <= ROUNDING) return short;
  }
  return x;
}
