import type { Chart, ChartView } from '../charts/chart.js';
import { h, setText } from '../dom.js';

/** A chart with its heading, its key and the sentence beneath. */
export interface Figure {
  readonly element: HTMLElement;
  readonly chart: Chart;
  show(view: Omit<ChartView, 'label'>, title: string, caption: string): void;
}

/** @param extras stand between heading and chart, e.g. a key or a switch */
export function figure(chart: Chart, ...extras: readonly Node[]): Figure {
  const heading = h('h3', {});
  const caption = h('figcaption', {});
  const head = h('div', { class: 'figure-head' }, heading, ...extras);
  return {
    element: h('figure', {}, head, chart.element, caption),
    chart,
    show(view, title, text) {
      setText(heading, title);
      setText(caption, text);
      chart.show({ ...view, label: `${title}. ${text}` });
    },
  };
}

/** An entry of a key: how a line looks, and what it is. */
export interface KeyEntry {
  readonly colour: string;
  readonly text: string;
  readonly look?: 'dashed' | 'thin' | 'box' | 'frame' | 'ring' | 'band';
}

/** The key of a chart. */
export function keyList(entries: readonly KeyEntry[]): HTMLElement {
  const entry = ({ colour, text, look }: KeyEntry) =>
    h('li', {}, h('span', { class: 'key', [`data-${look ?? 'line'}`]: true, style: `--key: ${colour}` }), text);
  return h('ul', { class: 'keys' }, ...entries.map(entry));
}
