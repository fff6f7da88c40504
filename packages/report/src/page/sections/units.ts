import type { RulResults } from '../../run-data.js';
import type { Charts } from '../charts/charts.js';
import { engineOption } from '../charts/unit-option.js';
import { h, setText, whenChanged } from '../dom.js';
import { fixed, signed } from '../format.js';
import { hiddenTable, table } from '../table.js';
import type { Choose, Section } from '../view.js';
import { describeEngine } from '../view-model/describe-results.js';
import { type LastCycle, lastCycles, trajectoryOf } from '../view-model/units.js';
import { figure, keyList } from './figure.js';

/** The way of one test engine, and the chooser among all of them. */
export function enginesSection(charts: Charts, choose: Choose): Section {
  const chooser = engineChooser(choose);
  const one = figure(charts.add('engine', 'wide'), keyList(KEY));
  const summary = h('p', { class: 'summary', 'aria-live': 'polite' });
  let shown: { results: RulResults; engine: number } | undefined;
  const numbers = hiddenTable('Cycles of this engine as a table', () => cycleTable(shown!.results, shown!.engine));
  const element = h('section', { id: 'engines', 'aria-labelledby': 'engines-h' });
  element.append(h('h2', { id: 'engines-h' }, 'Engines'), chooser.element, one.element, summary, numbers.element);
  return {
    element,
    update({ run, choices, engine: chosen }) {
      const engines = run.results ? inOrder(lastCycles(run.results), choices.order) : [];
      element.hidden = engines.length === 0;
      if (!run.results || engines.length === 0) return;
      const last = engines.find(({ engine }) => engine === chosen) ?? engines[0]!;
      const { results } = run;
      const way = trajectoryOf(results, run.results.engines.find(({ engine }) => engine === last.engine)!);
      chooser.show(engines, last.engine, choices.order);
      const title = `RUL over the cycles of engine ${last.engine}`;
      one.show({ option: () => engineOption(results, way) }, title, CAPTION);
      one.chart.element.setAttribute('aria-label', `${title}. ${describeEngine(run.results, last, way)}`);
      setText(summary, describeEngine(run.results, last, way));
      shown = { results: run.results, engine: last.engine };
      numbers.refresh();
    },
  };
}

const CAPTION =
  'Predicted and true RUL at each cycle; above its cap, the true RUL is dotted. Below: health states; thin lines in the chart ' +
  'mark their limits.';

const KEY = [
  { colour: 'var(--series-1)', text: 'predicted' },
  { colour: 'var(--ink)', text: 'true, capped', look: 'dashed' },
] as const;

function inOrder(engines: readonly LastCycle[], order: 'number' | 'worst'): LastCycle[] {
  return [...engines].sort((a, b) => (order === 'worst' && b.penalty - a.penalty) || a.engine - b.engine);
}

interface Chooser {
  readonly element: HTMLElement;
  show(engines: readonly LastCycle[], chosen: number, order: 'number' | 'worst'): void;
}

/** A list of all engines with their errors, buttons for the one before and after, and the arrow keys for the same. */
function engineChooser(choose: Choose): Chooser {
  const select = h('select', { id: 'engine', onchange: () => choose({ engine: Number(select.value) }) });
  const step = (by: number): void => {
    const { options, selectedIndex } = select;
    const next = options[Math.min(options.length - 1, Math.max(0, selectedIndex + by))];
    if (next) choose({ engine: Number(next.value) });
  };
  const before = h('button', { type: 'button', onclick: () => step(-1), 'aria-label': 'Previous engine' }, '◀');
  const after = h('button', { type: 'button', onclick: () => step(1), 'aria-label': 'Next engine' }, '▶');
  const order = h('select', { id: 'order', onchange: () => choose({ order: order.value as 'number' | 'worst' }) });
  order.append(h('option', { value: 'number' }, 'by number'), h('option', { value: 'worst' }, 'worst first'));
  const element = h('div', { class: 'chooser', role: 'group', 'aria-label': 'Choose an engine' });
  element.append(
    h('span', { class: 'pair' }, h('label', { for: 'engine' }, 'Engine '), before, select, after),
    h('span', { class: 'pair' }, h('label', { for: 'order' }, 'Order '), order),
  );
  element.addEventListener('keydown', (event) => {
    if (event.target === order || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    step(event.key === 'ArrowLeft' ? -1 : 1);
  });
  const fill = whenChanged((options: readonly (readonly [number, string])[]) => {
    select.replaceChildren(...options.map(([value, text]) => h('option', { value }, text)));
  });
  return {
    element,
    show(engines, chosen, by) {
      fill(engines.map((one) => [one.engine, optionText(one)] as const));
      select.value = String(chosen);
      order.value = by;
      // Not `disabled`: a button that turns so under the finger of a keyboard user would lose the focus.
      before.setAttribute('aria-disabled', String(select.selectedIndex === 0));
      after.setAttribute('aria-disabled', String(select.selectedIndex === select.options.length - 1));
    },
  };
}

function optionText({ engine, error }: LastCycle): string {
  return `${engine}: ${signed(error)} ${error < 0 ? 'early' : 'late'}`;
}

function cycleTable(results: RulResults, number: number): HTMLElement {
  const way = trajectoryOf(results, results.engines.find(({ engine }) => engine === number)!);
  const columns = ['Cycle', 'Predicted', 'True', 'Error'].map((name) => ({ name, numeric: true }));
  const rows = way.cycles.map((cycle, index) => [
    String(cycle),
    fixed(way.predicted[index], 1),
    String(way.truth[index]),
    signed(way.predicted[index]! - way.truth[index]!),
  ]);
  return table(`Cycles of engine ${number}`, columns, rows);
}
