import type { RunData } from '../../run-data.js';
import { shortened } from '../format.js';
import { COLOUR, SMALL } from './base.js';

/** Vertical lines at the best epoch and at the end, with words on two rows above so that they never cover one another. */
export function landmarks({ best, stop, state, history }: RunData, inWords: boolean): Record<string, unknown> {
  const last = history.at(-1);
  const data: Record<string, unknown>[] = [];
  const label = { show: true, position: 'end', color: COLOUR.ink, fontSize: SMALL, align: 'right' };
  if (best) {
    const side = toSide(best.epoch, last?.epoch);
    data.push({
      xAxis: best.epoch + 1,
      lineStyle: { color: COLOUR.ink, type: 'solid', width: 1 },
      label: {
        ...label,
        ...side,
        formatter: side.align === 'left' ? `▼ best: epoch ${best.epoch + 1}` : `best: epoch ${best.epoch + 1} ▼`,
        distance: 17,
      },
    });
  }
  const why = stop ? `end: ${shortened(stop.because || stop.by, 38)}` : 'interrupted';
  if (last && (stop ? state !== 'training' : state === 'interrupted')) {
    data.push({
      xAxis: last.epoch + 1,
      lineStyle: { color: COLOUR.muted, type: 'dotted', width: 1.5 },
      label: { ...label, show: inWords, color: COLOUR.muted, formatter: why, distance: 3 },
    });
  }
  return { silent: true, symbol: 'none', animation: false, data };
}

/** In the left half words go to the right of their line, else to its left: they stay within the chart. */
function toSide(epoch: number, last: number | undefined): { align: 'left' | 'right' } {
  return { align: epoch < (last ?? epoch) / 2 ? 'left' : 'right' };
}
