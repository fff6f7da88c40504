import type { Interval } from '@amnl/conformal';
import { COLOUR } from './base.js';

interface RenderApi {
  coord(value: readonly [number, number]): [number, number];
}

/** Where the band of an interval ends: at the cap, if nothing is known beyond it. */
export function bandTop(interval: Interval | undefined, cap: number): number {
  return interval ? Math.min(interval.high, cap) : Number.NaN;
}

/**
 * The band between the ends of the intervals over time, with a gap if there is none.
 * @param cap where open intervals end
 */
export function intervalBand(
  times: readonly number[],
  intervals: readonly (Interval | undefined)[],
  cap: number,
  name: string,
): Record<string, unknown> {
  const stretches = stretchesOf(intervals);
  return {
    type: 'custom',
    id: 'interval',
    name,
    silent: true,
    clip: true,
    z: 0,
    data: stretches.map((_, index) => [index]),
    encode: { x: -1, y: -1 },
    tooltip: { show: false },
    renderItem: (params: { dataIndex: number }, api: RenderApi) => {
      const rows = stretches[params.dataIndex]!;
      const low = rows.map((row) => api.coord([times[row]!, intervals[row]!.low]));
      const high = rows.map((row) => api.coord([times[row]!, bandTop(intervals[row], cap)]));
      // A single row has a band, too, as wide as a line.
      const points = rows.length > 1 ? [...high, ...low.reverse()] : [...high, ...low];
      return {
        type: rows.length > 1 ? 'polygon' : 'polyline',
        shape: { points },
        style:
          rows.length > 1
            ? { fill: COLOUR.main, opacity: SHADE }
            : { stroke: COLOUR.main, lineWidth: 6, opacity: SHADE },
      };
    },
  };
}

/** Light enough for lines on it to be seen. */
const SHADE = 0.16;

/** Indices of rows that follow one another and have an interval. */
function stretchesOf(intervals: readonly (Interval | undefined)[]): number[][] {
  const stretches: number[][] = [];
  for (const [row, interval] of intervals.entries()) {
    if (!interval) continue;
    if (stretches.length === 0 || stretches.at(-1)!.at(-1) !== row - 1) stretches.push([]);
    stretches.at(-1)!.push(row);
  }
  return stretches;
}
