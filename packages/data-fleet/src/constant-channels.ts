import { type Fleet, historyLength } from './fleet.js';

/** Channels that have the same value in all rows of these units. @param units indices; default all */
export function constantChannels(fleet: Fleet, units: Iterable<number> = fleet.units.keys()): string[] {
  const { channels, values, offsets } = fleet;
  const width = channels.length;
  const spans = Array.from(units, (unit) => [offsets[unit]!, historyLength(fleet, unit)] as const);
  const first = spans.find(([, rows]) => rows > 0)?.[0] ?? 0;
  return channels.filter((_, channel) => {
    const value = values[first * width + channel];
    return spans.every(([from, rows]) => {
      for (let row = from; row < from + rows; row++) if (values[row * width + channel] !== value) return false;
      return true;
    });
  });
}
