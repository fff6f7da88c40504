import type { Charts } from '../charts/charts.js';
import { learningOption } from '../charts/learning-option.js';
import type { ShownRun } from '../charts/learning-series.js';
import { h, whenChanged } from '../dom.js';
import { number } from '../format.js';
import { hiddenTable, table } from '../table.js';
import type { Choose, Section, View } from '../view.js';
import { metricNames, numberAt, stepCurve } from '../view-model/curves.js';
import { describePanel } from '../view-model/describe.js';
import { isAside, isRate, type Panel, panelOf, panelsOf } from '../view-model/panels.js';
import { type Figure, figure, keyList } from './figure.js';
import { runLegend } from './run-legend.js';

/**
 * How the run learnt: a panel for each loss and score, the rates, and any other metric by choice.
 * @param others whether there are metrics without a panel
 */
export function learningSection(charts: Charts, choose: Choose, others = true): Section {
  const legend = runLegend(choose);
  const grid = panelGrid(charts);
  const any = others ? anyMetric(charts, choose) : undefined;
  let view: View;
  const numbers = hiddenTable('All epochs as a table', () => epochTable(view));
  const element = h('section', { id: 'learning', 'aria-labelledby': 'learning-h' });
  element.append(h('h2', { id: 'learning-h' }, 'Learning'), legend.element, grid.element);
  if (any) grid.element.append(any.element);
  element.append(numbers.element);
  return {
    element,
    update(now) {
      view = now;
      element.hidden = now.runs.every(({ history, steps }) => history.length + steps.length === 0);
      legend.update(now);
      const { progress, rates } = panelsOf(now.runs);
      grid.show([...progress, ...rates], now.shown);
      any?.update(now);
      numbers.refresh();
    },
  };
}

/** Panels side by side, before whatever else the grid has; those that stay keep their charts, so that an update neither flickers nor moves anything. */
function panelGrid(charts: Charts): {
  element: HTMLElement;
  show(panels: readonly Panel[], shown: readonly ShownRun[]): void;
} {
  const element = h('div', { class: 'panels' });
  const figures = new Map<string, Figure & { key: HTMLElement }>();
  const make = (id: string) => {
    const key = h('div', {});
    return { ...figure(charts.add(id, 'panel'), key), key };
  };
  return {
    element,
    show(panels, shown) {
      for (const [id, { chart, element: old }] of figures) {
        if (panels.some((panel) => panel.id === id)) continue;
        charts.remove(chart);
        old.remove();
        figures.delete(id);
      }
      let before: Element | null = null;
      for (const panel of panels) {
        const one = figures.get(panel.id) ?? make(panel.id);
        figures.set(panel.id, one);
        const place: Element | null = before ? before.nextElementSibling : element.firstElementChild;
        if (one.element !== place) element.insertBefore(one.element, place);
        before = one.element;
        showPanel(one, panel, shown);
      }
    },
  };
}

function showPanel(one: Figure & { key: HTMLElement }, panel: Panel, shown: readonly ShownRun[]): void {
  const { unit } = panel;
  const title = `${panel.title}${unit ? ` (${unit})` : ''}${panel.scale === 'log' ? ', log scale' : ''}`;
  one.show({ option: () => learningOption(panel, shown) }, title, describePanel(panel, shown));
  const key = keyOf(panel, shown);
  const text = JSON.stringify(key);
  if (one.key.dataset['of'] === text) return;
  one.key.dataset['of'] = text;
  one.key.replaceChildren(...(key.length > 1 ? [keyList(key)] : []));
}

function keyOf(panel: Panel, shown: readonly ShownRun[]) {
  const colours = shown.length === 1 ? shown[0]! : { colour: 'var(--muted)', otherColour: 'var(--muted)' };
  const [main, other] = panel.lines;
  const steps = shown.some(({ run }) => stepCurve(run, main!.metric).length > 0);
  return [
    { colour: colours.colour, text: other ? main!.label : 'epochs' },
    ...(other ? [{ colour: colours.otherColour, text: other.label, look: 'dashed' as const }] : []),
    ...(steps ? [{ colour: colours.colour, text: 'within epochs', look: 'thin' as const }] : []),
    ...(shown.length > 1 && !isRate(panel) && shown.some(({ run }) => run.best)
      ? [{ colour: 'var(--ink)', text: 'best epoch', look: 'ring' as const }]
      : []),
  ];
}

/** A chart of whichever metric the reader asks for. */
function anyMetric(charts: Charts, choose: Choose): Section {
  const select = h('select', { id: 'metric', onchange: () => choose({ metric: select.value }) });
  const control = h('p', { class: 'control' }, h('label', { for: 'metric' }, 'Metric '), select);
  const key = h('div', {});
  const one = { ...figure(charts.add('any-metric', 'panel'), key, control), key };
  const fill = whenChanged((names: readonly string[]) => {
    select.replaceChildren(...names.map((name) => h('option', { value: name }, name)));
  });
  return {
    element: one.element,
    update({ runs, shown, choices }) {
      const names = metricNames(runs);
      one.element.hidden = names.length === 0;
      if (names.length === 0) return;
      fill(names);
      const metric = names.includes(choices.metric ?? '') ? choices.metric! : firstChoice(names, runs);
      if (select.value !== metric) select.value = metric;
      showPanel(one, panelOf(metric, runs), shown);
    },
  };
}

/** What has no panel of its own yet is of more use than a curve that is there already. */
function firstChoice(names: readonly string[], runs: View['runs']): string {
  const { progress, rates } = panelsOf(runs);
  const drawn = new Set([...progress, ...rates].flatMap(({ lines }) => lines.map(({ metric }) => metric)));
  const left = names.filter((name) => !drawn.has(name) && !isAside(name));
  return left[0] ?? names.find((name) => name === runs[0]!.monitor.metric) ?? names[0]!;
}

function epochTable({ run, runs }: View): HTMLElement {
  const names = metricNames([run]).filter((name) =>
    run.history.some(({ metrics }) => numberAt(metrics, name) !== undefined),
  );
  const columns = [
    { name: 'Epoch' },
    ...names.map((name) => ({ name, numeric: true })),
    { name: 'seconds', numeric: true },
  ];
  const rows = run.history.map(({ epoch, metrics, seconds }) => [
    `${epoch + 1}${epoch === run.best?.epoch ? ' (best)' : ''}`,
    ...names.map((name) => number(numberAt(metrics, name))),
    number(seconds),
  ]);
  return table(`Metrics of every epoch${runs.length > 1 ? ` of ${run.name}` : ''}`, columns, rows);
}
