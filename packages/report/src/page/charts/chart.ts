import { h } from '../dom.js';
import { drawnBy } from './count.js';
import { type ChartOption, type EChartsType, init } from './echarts.js';

/** What a chart shows, and how it is put into words for those who do not see it. */
export interface ChartView {
  /** Made only when the chart is drawn. */
  option(): ChartOption;
  readonly label: string;
}

/** Pixels that a chart gets on paper: a panel of two in a row, a square, or the whole width. */
const PAPER = { panel: [330, 180], square: [440, 440], half: [330, 260], wide: [680, 300] } as const;

/** The shape of a chart; the style sheet gives each its height. */
export type ChartShape = keyof typeof PAPER;

/** A chart on the page. It is drawn when it comes near the window for the first time, and then only when its view changes. */
export class Chart {
  readonly element: HTMLElement;
  readonly #shape: ChartShape;
  readonly #onPick: ((data: unknown) => void) | undefined;
  #view: ChartView | undefined;
  #drawn: string | undefined;
  #chart: EChartsType | undefined;
  #near = false;

  /** @param onPick gets the data of a point that was clicked */
  constructor(name: string, shape: ChartShape, onPick?: (data: unknown) => void) {
    this.#shape = shape;
    this.#onPick = onPick;
    this.element = h('div', { class: `chart chart-${shape}`, 'data-chart': name, role: 'img', 'aria-label': name });
  }

  show(view: ChartView): void {
    this.#view = view;
    this.element.setAttribute('aria-label', view.label);
    if (this.#near) this.draw();
  }

  /** Says that the chart has come near the window, or has left it: far ones are not kept up to date. */
  set near(near: boolean) {
    this.#near = near;
    if (near) this.draw();
  }

  draw(): void {
    if (!this.#view) return;
    const option = this.#view.option();
    // Functions within an option follow from its data, which are compared.
    const now = JSON.stringify(option);
    if (now === this.#drawn) return;
    this.#drawn = now;
    this.#chart ??= this.#make();
    this.#chart.setOption(option, { replaceMerge: ['series', 'xAxis', 'yAxis', 'grid'] });
    const { points, series } = drawnBy(this.#chart);
    this.element.dataset['points'] = String(points);
    this.element.dataset['series'] = series.join(' | ');
  }

  /** Follows the size of its place. */
  resize(): void {
    const { clientWidth, clientHeight } = this.element;
    if (!this.#chart || clientWidth === 0) return;
    if (clientWidth === this.#chart.getWidth() && clientHeight === this.#chart.getHeight()) return;
    this.#chart.resize();
  }

  /** Draws the chart for paper. Its final width there is not known yet, so the drawing is made to stretch with its place. */
  print(): void {
    this.draw();
    const [width, height] = PAPER[this.#shape];
    this.#chart?.resize({ width, height });
    // A resized chart is painted at the next frame; paper does not wait for it.
    this.#chart?.getZr().flush();
    this.#svg?.setAttribute('viewBox', `0 0 ${width} ${height}`);
  }

  endPrint(): void {
    this.#svg?.removeAttribute('viewBox');
    this.#chart?.resize({ width: 'auto', height: 'auto' });
  }

  dispose(): void {
    this.#chart?.dispose();
    this.#chart = undefined;
  }

  get #svg(): SVGElement | null {
    return this.element.querySelector('svg');
  }

  #make(): EChartsType {
    const chart = init(this.element, null, { renderer: 'svg' });
    const onPick = this.#onPick;
    if (onPick) chart.on('click', ({ data }) => onPick(data));
    return chart;
  }
}
