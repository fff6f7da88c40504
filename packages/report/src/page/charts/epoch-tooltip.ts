import { number } from '../format.js';
import type { Series } from './learning-series.js';
import { tooltip } from './tooltip.js';

/**
 * The values of the curves at the epoch under the pointer: its means, and the sample within it that is next to the pointer. The
 * chart itself would show the nearest points only, and samples within epochs are nearly always nearer.
 */
export function epochTooltip(x: number | undefined, series: readonly Series[]): HTMLElement | string {
  if (x === undefined) return '';
  const epoch = Math.max(1, Math.ceil(x));
  const rows = series.flatMap((one) => {
    const value = one.steps ? nearest(one, x) : one.data.find(({ value: [at] }) => at === epoch)?.value[1];
    return typeof value === 'number'
      ? [{ name: one.name, value: number(value), colour: one.color, dashed: one.dashed }]
      : [];
  });
  return rows.length === 0 ? '' : tooltip(`Epoch ${epoch}`, rows);
}

function nearest({ data }: Series, x: number): number | null | undefined {
  let found: Series['data'][number] | undefined;
  for (const one of data) if (!found || Math.abs(one.value[0] - x) < Math.abs(found.value[0] - x)) found = one;
  // A look into another epoch says nothing of this one.
  return found && Math.ceil(found.value[0]) === Math.max(1, Math.ceil(x)) ? found.value[1] : undefined;
}
