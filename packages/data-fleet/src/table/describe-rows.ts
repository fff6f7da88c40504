import type { UnitEnd } from '../fleet.js';
import type { CollectedRows } from './collect.js';
import { leaksOf } from './leaks.js';
import type { SortedRows } from './order.js';

/** Numbers of a channel. */
export interface ChannelFacts {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Rows without a value, and most of them in a row. */
  readonly missing: number;
  readonly longestGap: number;
}

/** What there is in a table. Times are in the numbers of the time column; of instants in milliseconds. */
export interface RowFacts {
  readonly rows: number;
  readonly units: number;
  /** Undefined if nothing says how units end. */
  readonly failed: number | undefined;
  /** Rows of the shortest, the middle and the longest unit. */
  readonly rowsOfUnit: readonly [number, number, number];
  /** Length of the middle unit's history, in time. */
  readonly medianLength: number;
  /** Median time between rows of a unit, and the part of rows that come more than a tenth earlier or later. */
  readonly step: number;
  readonly irregular: number;
  /** Times without rows that are longer than five steps. */
  readonly pauses: number;
  readonly channels: readonly ChannelFacts[];
  /** One sentence each: channels that look as if they knew the future, units that are shorter than others, or lack a channel. */
  readonly suspicious: readonly string[];
}

/** Counts what there is in sorted rows. */
export function describeRows(
  rows: CollectedRows,
  sorted: SortedRows,
  { noun, ends }: { readonly noun: string; readonly ends: readonly UnitEnd[] | undefined },
): RowFacts {
  const { units, offsets, order } = sorted;
  const time = (i: number) => rows.time.at(order[i]!);
  const value = (i: number, channel: number) => rows.values[channel]!.at(order[i]!);
  const lengths = units.map((_, unit) => offsets[unit + 1]! - offsets[unit]!);
  const steps = new Float64Array(order.length - units.length);
  for (let unit = 0, next = 0; unit < units.length; unit++) {
    for (let i = offsets[unit]! + 1; i < offsets[unit + 1]!; i++) steps[next++] = time(i) - time(i - 1);
  }
  steps.sort();
  const step = steps[steps.length >> 1] ?? 0;
  const count = (is: (length: number) => boolean) => steps.reduce((sum, length) => sum + (is(length) ? 1 : 0), 0);
  const spans = units.map((_, unit) => time(offsets[unit + 1]! - 1) - time(offsets[unit]!));
  const { channels, suspicious } = channelFacts(rows, sorted);
  const typical = middle(lengths);
  const short = units.filter((_, unit) => lengths[unit]! < typical / 5);
  return {
    rows: order.length,
    units: units.length,
    failed: ends?.filter(({ kind }) => kind !== 'running').length,
    rowsOfUnit: [least(lengths), typical, greatest(lengths)],
    medianLength: middle(spans),
    step,
    irregular: steps.length === 0 ? 0 : count((length) => Math.abs(length - step) > step / 10) / steps.length,
    pauses: count((length) => length > 5 * step),
    channels,
    suspicious: [
      ...(ends ? leaksOf({ noun, ends, offsets, channels: rows.channels, time, value }) : []),
      ...(short.length > 0 ? [`much shorter than the others: ${listed(short)}`] : []),
      ...suspicious,
    ],
  };
}

function channelFacts({ channels, values }: CollectedRows, { units, offsets, order }: SortedRows) {
  const lacking: string[] = [];
  const facts = channels.map((name, c) => {
    const column = values[c]!;
    let [min, max, missing, longestGap] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
    const without: string[] = [];
    for (const [unit, unitName] of units.entries()) {
      let gap = 0;
      let found = false;
      for (let i = offsets[unit]!; i < offsets[unit + 1]!; i++) {
        const value = column.at(order[i]!);
        if (Number.isNaN(value)) {
          missing++;
          longestGap = Math.max(longestGap, ++gap);
          continue;
        }
        [gap, found] = [0, true];
        if (value < min) min = value;
        if (value > max) max = value;
      }
      if (!found) without.push(unitName);
    }
    if (without.length > 0 && without.length < units.length) lacking.push(`without any ${name}: ${listed(without)}`);
    return { name, min, max, missing, longestGap };
  });
  return { channels: facts, suspicious: lacking };
}

function listed(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
}

function middle(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : Float64Array.from(numbers).sort()[numbers.length >> 1]!;
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function greatest(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
