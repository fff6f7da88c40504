import { h } from '../dom.js';

/** A line of a tooltip. */
export interface TooltipRow {
  readonly name: string;
  readonly value: string;
  /** A CSS colour for the mark before the name. */
  readonly colour?: string;
  readonly dashed?: boolean;
}

/** The content of a tooltip. It is built of elements, as ECharts puts strings into the page as markup. */
export function tooltip(title: string, rows: readonly TooltipRow[]): HTMLElement {
  return h(
    'div',
    { class: 'tooltip' },
    h('strong', {}, title),
    h(
      'dl',
      {},
      ...rows.map(({ name, value, colour, dashed }) =>
        h(
          'div',
          {},
          h(
            'dt',
            {},
            colour !== undefined && h('span', { class: 'key', 'data-dashed': dashed, style: `--key: ${colour}` }),
            name,
          ),
          h('dd', {}, value),
        ),
      ),
    ),
  );
}
