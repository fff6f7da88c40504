/** Why the RUL of a window was predicted: what each of its numbers contributed, in the unit of time of the data. */
export interface Reason {
  /** Name of the unit. */
  readonly unit: string;
  /** Times of the window's own rows, oldest first: those of the unit. The last one is predicted at. */
  readonly times: Float64Array;
  /** The same of the last row as ISO 8601, where the source has instants. */
  readonly timestamp?: string | undefined;
  /** Rows before them that repeat the first one, as the unit has fewer than a window. What they contributed is in the first row's. */
  readonly padding: number;
  /** Names of the network's inputs. */
  readonly channels: readonly string[];
  /** Row-major [rows, channels]. */
  readonly contributions: Float64Array;
  /** The rows as the network sees them, in standard deviations from the mean of training; [rows, channels]. */
  readonly scaled: Float32Array;
  /** Predicted for the window, and for one whose rows are all at the mean of training. */
  readonly rul: number;
  readonly baselineRul: number;
  /** Of all contributions. */
  readonly sum: number;
  /** Points on the way from one window to the other that the contributions were computed from. */
  readonly points: number;
}

/** What a channel contributed, over all rows. */
export interface ChannelReason {
  readonly channel: string;
  readonly contribution: number;
  /** In the last row, in standard deviations from the mean of training. */
  readonly scaled: number;
}

/** The channels, the one that contributed most first, whichever way. */
export function byChannel({ channels, contributions, scaled }: Reason): ChannelReason[] {
  const width = channels.length;
  const sums = new Float64Array(width);
  for (const [i, contribution] of contributions.entries()) sums[i % width]! += contribution;
  const last = scaled.length - width;
  return channels
    .map((channel, i) => ({ channel, contribution: sums[i]!, scaled: scaled[last + i]! }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}

/** What each row contributed, over all channels. */
export function byRow({ times, channels, contributions }: Reason): Float64Array {
  const sums = new Float64Array(times.length);
  for (const [i, contribution] of contributions.entries()) sums[Math.floor(i / channels.length)]! += contribution;
  return sums;
}

/** Rows that follow each other. */
export interface Stretch {
  /** Times of the first and last of them. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Of all of them. */
  readonly contribution: number;
}

/** The fewest rows in sequence that have half of all that rows contributed, whichever way; of several such stretches the one with most, and then the latest. */
export function halfOfIt(reason: Reason): Stretch {
  const rows = byRow(reason);
  const sizes = rows.map(Math.abs);
  const half = sizes.reduce((a, b) => a + b, 0) / 2;
  let best = { from: 0, length: Number.POSITIVE_INFINITY, within: 0 };
  let from = 0;
  let within = 0;
  for (let to = 0; to < rows.length; to++) {
    within += sizes[to]!;
    while (from < to && within - sizes[from]! >= half) within -= sizes[from++]!;
    const length = to - from + 1;
    if (within < half || length > best.length) continue;
    if (length < best.length || within >= best.within) best = { from, length, within };
  }
  return {
    from: reason.times[best.from]!,
    to: reason.times[best.from + best.length - 1]!,
    rows: best.length,
    contribution: rows.subarray(best.from, best.from + best.length).reduce((a, b) => a + b, 0),
  };
}
