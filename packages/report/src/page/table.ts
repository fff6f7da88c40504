import { type Child, h } from './dom.js';

/** A column of a table: its heading, and whether it holds numbers. */
export interface Column {
  readonly name: string;
  readonly numeric?: boolean;
}

/**
 * A table in a frame of its own that scrolls where the table is wider than the page; the frame can be reached and scrolled
 * by keyboard. The first cell of each row is its heading.
 */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Child[])[]): HTMLElement {
  const head = columns.map(({ name, numeric }) =>
    h('th', { scope: 'col', class: numeric ? 'number' : undefined }, name),
  );
  const cell = (child: Child, index: number) =>
    h(
      index === 0 ? 'th' : 'td',
      {
        ...(index === 0 && { scope: 'row' }),
        class: columns[index]?.numeric ? 'number' : undefined,
      },
      child,
    );
  return framed(
    caption,
    h(
      'table',
      {},
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, ...head)),
      h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map(cell)))),
    ),
  );
}

/** The frame of a table. */
export function framed(label: string, content: HTMLElement): HTMLElement {
  return h('div', { class: 'frame', role: 'region', 'aria-label': label, tabindex: 0 }, content);
}

/** A table that is made only once somebody opens it: some have thousands of cells. */
export function hiddenTable(
  summary: string,
  make: () => HTMLElement,
): { element: HTMLDetailsElement; refresh(): void } {
  const body = h('div', {});
  const element = h('details', {}, h('summary', {}, summary), body);
  const refresh = (): void => {
    if (element.open) body.replaceChildren(make());
  };
  element.addEventListener('toggle', refresh);
  return { element, refresh };
}
