import { h } from '../dom.js';
import { number, percent } from '../format.js';
import { framed } from '../table.js';

/** A confusion matrix as a table: counts, shares of the true state, and cells shaded by these shares. */
export function confusionTable(
  confusion: readonly (readonly number[])[],
  states: readonly string[],
  caption: string,
): HTMLElement {
  const head = (name: string) => h('th', { scope: 'col' }, name);
  const rows = confusion.map((row, truth) => {
    const total = row.reduce((sum, n) => sum + n, 0);
    const cells = row.map((n, predicted) => cell(n, total, predicted === truth));
    return h('tr', {}, h('th', { scope: 'row' }, states[truth] ?? String(truth)), ...cells, h('td', {}, number(total)));
  });
  const names = confusion.map((_, index) => states[index] ?? String(index));
  return framed(
    caption,
    h(
      'table',
      { class: 'confusion' },
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'true ↓  predicted →'), ...names.map(head), head('all'))),
      h('tbody', {}, ...rows),
    ),
  );
}

function cell(n: number, total: number, right: boolean): HTMLElement {
  const share = total === 0 ? 0 : n / total;
  return h(
    'td',
    { class: right ? 'right' : 'wrong', style: `--share: ${share.toFixed(3)}` },
    h('strong', {}, number(n)),
    h('span', {}, percent(total === 0 ? undefined : share)),
  );
}

/** The share of all windows whose state was classified correctly. */
export function rightShare(confusion: readonly (readonly number[])[]): number | undefined {
  const total = confusion.flat().reduce((sum, n) => sum + n, 0);
  const right = confusion.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  return total === 0 ? undefined : right / total;
}
