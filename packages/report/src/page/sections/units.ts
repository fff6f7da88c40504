import type { RulResults } from '../../run-data.js';
import type { Charts } from '../charts/charts.js';
import { unitOption } from '../charts/unit-option.js';
import { h, setText, whenChanged } from '../dom.js';
import { capital, fixed, plural, signed } from '../format.js';
import { hiddenTable, table } from '../table.js';
import type { Choose, Section } from '../view.js';
import { describeUnit } from '../view-model/describe-results.js';
import { type LastCycle, lastCycles, nounOf, trajectoryOf } from '../view-model/units.js';
import { figure, keyList } from './figure.js';

/** The way of one test unit, and the chooser among all of them. */
export function unitsSection(charts: Charts, choose: Choose): Section {
  const chooser = unitChooser(choose);
  const one = figure(charts.add('unit', 'wide'), keyList(KEY));
  const summary = h('p', { class: 'summary', 'aria-live': 'polite' });
  let shown: { results: RulResults; unit: number } | undefined;
  const numbers = hiddenTable('Its cycles as a table', () => cycleTable(shown!.results, shown!.unit));
  const element = h('section', { id: 'units', 'aria-labelledby': 'units-h' });
  const heading = h('h2', { id: 'units-h' }, 'Units');
  element.append(heading, chooser.element, one.element, summary, numbers.element);
  return {
    element,
    update({ run, choices, unit: chosen }) {
      const units = run.results ? inOrder(lastCycles(run.results), choices.order) : [];
      element.hidden = units.length === 0;
      if (!run.results || units.length === 0) return;
      const last = units.find(({ unit }) => unit === chosen) ?? units[0]!;
      const { results } = run;
      const way = trajectoryOf(results, run.results.units.find(({ unit }) => unit === last.unit)!);
      const noun = nounOf(results);
      setText(heading, capital(plural(noun)));
      chooser.show(units, last.unit, choices.order, noun);
      const title = `RUL over the cycles of ${noun} ${last.unit}`;
      one.show({ option: () => unitOption(results, way) }, title, CAPTION);
      one.chart.element.setAttribute('aria-label', `${title}. ${describeUnit(run.results, last, way)}`);
      setText(summary, describeUnit(run.results, last, way));
      shown = { results: run.results, unit: last.unit };
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

function inOrder(units: readonly LastCycle[], order: 'number' | 'worst'): LastCycle[] {
  return [...units].sort((a, b) => (order === 'worst' && b.penalty - a.penalty) || a.unit - b.unit);
}

interface Chooser {
  readonly element: HTMLElement;
  show(units: readonly LastCycle[], chosen: number, order: 'number' | 'worst', noun: string): void;
}

/** A list of all units with their errors, buttons for the one before and after, and the arrow keys for the same. */
function unitChooser(choose: Choose): Chooser {
  const select = h('select', { id: 'unit', onchange: () => choose({ unit: Number(select.value) }) });
  const step = (by: number): void => {
    const { options, selectedIndex } = select;
    const next = options[Math.min(options.length - 1, Math.max(0, selectedIndex + by))];
    if (next) choose({ unit: Number(next.value) });
  };
  const before = h('button', { type: 'button', onclick: () => step(-1) }, '◀');
  const after = h('button', { type: 'button', onclick: () => step(1) }, '▶');
  const order = h('select', { id: 'order', onchange: () => choose({ order: order.value as 'number' | 'worst' }) });
  order.append(h('option', { value: 'number' }, 'by number'), h('option', { value: 'worst' }, 'worst first'));
  const element = h('div', { class: 'chooser', role: 'group' });
  const label = h('label', { for: 'unit' });
  element.append(
    h('span', { class: 'pair' }, label, before, select, after),
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
    show(units, chosen, by, noun) {
      setText(label, `${capital(noun)} `);
      element.setAttribute('aria-label', `Choose the ${noun}`);
      before.setAttribute('aria-label', `Previous ${noun}`);
      after.setAttribute('aria-label', `Next ${noun}`);
      fill(units.map((one) => [one.unit, optionText(one)] as const));
      select.value = String(chosen);
      order.value = by;
      // Not `disabled`: a button that turns so under the finger of a keyboard user would lose the focus.
      before.setAttribute('aria-disabled', String(select.selectedIndex === 0));
      after.setAttribute('aria-disabled', String(select.selectedIndex === select.options.length - 1));
    },
  };
}

function optionText({ unit, error }: LastCycle): string {
  return `${unit}: ${signed(error)} ${error < 0 ? 'early' : 'late'}`;
}

function cycleTable(results: RulResults, number: number): HTMLElement {
  const way = trajectoryOf(results, results.units.find(({ unit }) => unit === number)!);
  const columns = ['Cycle', 'Predicted', 'True', 'Error'].map((name) => ({ name, numeric: true }));
  const rows = way.cycles.map((cycle, index) => [
    String(cycle),
    fixed(way.predicted[index], 1),
    String(way.truth[index]),
    signed(way.predicted[index]! - way.truth[index]!),
  ]);
  return table(`Cycles of ${nounOf(results)} ${number}`, columns, rows);
}
