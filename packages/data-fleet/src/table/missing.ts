import { fleetError } from '../errors.js';
import type { MissingPolicy } from './options.js';

/** Rows of units, some of whose values may be NaN. */
export interface GappedRows {
  readonly noun: string;
  readonly timeUnit: string;
  readonly channels: readonly string[];
  /** The channels among them that tell operating conditions apart. */
  readonly settings: readonly string[];
  readonly units: readonly string[];
  readonly offsets: Int32Array;
  readonly times: Float64Array;
  /** Row-major [rows, channels]; filled in place. */
  readonly values: Float32Array;
}

/**
 * Fills missing values (NaN) in place: `forward` with the last value before, `interpolate` on the line in time between the
 * values before and after; settings stay as they were until then, as there is nothing half-way between two operating conditions. What is missing before a unit's first value is filled with that value, what is missing after its last one
 * with the last.
 * Throws `DF_GAP` for a stretch longer than allowed, with unit, times and channel.
 * @returns number of values filled in each channel
 */
export function fillMissing(rows: GappedRows, policy: MissingPolicy): number[] {
  const { channels, settings, units, offsets, values } = rows;
  const limit = policy === 'error' ? 0 : policy.limit;
  const interpolate = policy !== 'error' && policy.fill === 'interpolate';
  const width = channels.length;
  return channels.map((name, channel) => {
    const straight = interpolate && !settings.includes(name);
    let filled = 0;
    for (let unit = 0; unit < units.length; unit++) {
      const end = offsets[unit + 1]!;
      for (let row = offsets[unit]!; row < end; row++) {
        if (!Number.isNaN(values[row * width + channel]!)) continue;
        const from = row;
        while (row < end && Number.isNaN(values[row * width + channel]!)) row++;
        if (row - from > limit || row - from === end - offsets[unit]!)
          throw gap(rows, { unit, channel, from, to: row }, limit);
        fill(rows, { unit, channel, from, to: row }, straight);
        filled += row - from;
      }
    }
    return filled;
  });
}

/** Missing rows `from` … `to − 1`. */
interface Gap {
  readonly unit: number;
  readonly channel: number;
  readonly from: number;
  readonly to: number;
}

function fill(
  { channels, offsets, times, values }: GappedRows,
  { unit, channel, from, to }: Gap,
  straight: boolean,
): void {
  const width = channels.length;
  const before = from > offsets[unit]! ? values[(from - 1) * width + channel]! : undefined;
  const after = to < offsets[unit + 1]! ? values[to * width + channel]! : undefined;
  for (let row = from; row < to; row++) {
    const at = row * width + channel;
    if (before === undefined) values[at] = after!;
    else if (after === undefined || !straight) values[at] = before;
    else {
      const share = (times[row]! - times[from - 1]!) / (times[to]! - times[from - 1]!);
      values[at] = before + share * (after - before);
    }
  }
}

function gap(rows: GappedRows, { unit, channel, from, to }: Gap, limit: number): Error {
  const { noun, channels, units, offsets, times, timeUnit } = rows;
  const [name, what] = [`${noun} ${units[unit]}`, `'${channels[channel]}'`];
  if (to - from === offsets[unit + 1]! - offsets[unit]!) {
    return fleetError('DF_GAP', `${name} has no value of ${what} at all. Leave out this ${noun} or this channel`);
  }
  const when = to - from === 1 ? `time ${times[from]}` : `times ${times[from]} to ${times[to - 1]}`;
  const allowed = limit === 0 ? 'and none may be' : `and at most ${limit} may be`;
  return fleetError(
    'DF_GAP',
    `${name}: ${to - from} values of ${what} are missing in a row (${when} ${timeUnit}), ${allowed}. Allow more with \`missing\`, resample, or leave out this ${noun} or this channel`,
  );
}
