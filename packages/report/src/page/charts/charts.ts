import { Chart, type ChartShape } from './chart.js';

/** All charts of the page: watches which are near the window, how large their places are, and when the page is printed. */
export class Charts {
  readonly #charts = new Map<Element, Chart>();
  readonly #near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) this.#of(target, (chart) => (chart.near = isIntersecting));
    },
    { rootMargin: '300px 0px' },
  );
  readonly #sizes = new ResizeObserver((entries) => {
    if (!this.#printing) for (const { target } of entries) this.#of(target, (chart) => chart.resize());
  });
  #printing = false;

  constructor() {
    addEventListener('beforeprint', () => this.print());
    addEventListener('afterprint', () => this.endPrint());
  }

  /** Makes a chart; it lives until {@link remove}. */
  add(name: string, shape: ChartShape, onPick?: (data: unknown) => void): Chart {
    const chart = new Chart(name, shape, onPick);
    this.#charts.set(chart.element, chart);
    this.#near.observe(chart.element);
    this.#sizes.observe(chart.element);
    return chart;
  }

  remove(chart: Chart): void {
    this.#charts.delete(chart.element);
    this.#near.unobserve(chart.element);
    this.#sizes.unobserve(chart.element);
    chart.dispose();
  }

  print(): void {
    this.#printing = true;
    for (const chart of this.#charts.values()) chart.print();
  }

  endPrint(): void {
    this.#printing = false;
    for (const chart of this.#charts.values()) chart.endPrint();
  }

  #of(element: Element, then: (chart: Chart) => void): void {
    const chart = this.#charts.get(element);
    if (chart) then(chart);
  }
}
