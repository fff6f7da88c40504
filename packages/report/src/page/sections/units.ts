import type { RulResults } from '../../run-data.js';
import type { Charts } from '../charts/charts.js';
import { unitOption } from '../charts/unit-option.js';
import { h, setText, whenChanged } from '../dom.js';
import { capital, number, plural, shortened } from '../format.js';
import { hiddenTable, table } from '../table.js';
import type { Choose, Section } from '../view.js';
import { describeUnit } from '../view-model/describe-results.js';
import { intervalName, intervalText } from '../view-model/intervals.js';
import { type RulText, rulText } from '../view-model/rul-digits.js';
import { nounOf, rowNounOf, timeHeading, timeText } from '../view-model/time-words.js';
import { byCost, compareNames, type LastRow, lastRows, type Trajectory, trajectoryOf } from '../view-model/units.js';
import { figure, type KeyEntry, keyList } from './figure.js';
import { reasonsList } from './reasons.js';

/** The way of one test unit, and the chooser among all of them. */
export function unitsSection(charts: Charts, choose: Choose): Section {
  const chooser = unitChooser(choose);
  const key = h('div', {});
  const one = figure(charts.add('unit', 'wide'), key);
  const why = reasonsList();
  const showKey = whenChanged((entries: readonly KeyEntry[]) => key.replaceChildren(keyList(entries)));
  const summary = h('p', { class: 'summary', 'aria-live': 'polite' });
  let shown: { results: RulResults; unit: string } | undefined;
  const numbers = hiddenTable('Its rows as a table', () => rowTable(shown!.results, shown!.unit));
  const element = h('section', { id: 'units', 'aria-labelledby': 'units-h' });
  const heading = h('h2', { id: 'units-h' }, 'Units');
  element.append(heading, chooser.element, one.element, summary, why.element, numbers.element);
  return {
    element,
    update({ run, choices, unit: chosen }) {
      const units = run.results ? inOrder(lastRows(run.results), choices.order) : [];
      element.hidden = units.length === 0;
      if (!run.results || units.length === 0) return;
      const last = units.find(({ unit }) => unit === chosen) ?? units[0]!;
      const { results } = run;
      const way = trajectoryOf(results, run.results.units.find(({ unit }) => unit === last.unit)!);
      const noun = nounOf(results);
      setText(heading, capital(plural(noun)));
      showKey(keyOf(results, way));
      chooser.show(units, last.unit, choices.order, results);
      const title = `RUL over the ${results.timeUnit} of ${noun} ${shortened(last.unit, 60)}`;
      one.show({ option: () => unitOption(results, way) }, title, captionOf(results, way));
      one.chart.element.setAttribute('aria-label', `${title}. ${describeUnit(run.results, last, way)}`);
      setText(summary, describeUnit(run.results, last, way));
      why.show(results, last);
      shown = { results: run.results, unit: last.unit };
      numbers.refresh();
    },
  };
}

function captionOf(results: RulResults, way: Trajectory): string {
  const row = rowNounOf(results);
  const curves = way.running
    ? `Predicted RUL at each ${row}, and how long it has lived since: its true RUL is at least that, and not known.`
    : `Predicted and true RUL at each ${row}${results.cap === undefined ? '.' : '; above its cap, the true RUL is dotted.'}`;
  const states = results.states.length === 0 ? '' : ' Below: health states; thin lines in the chart mark their limits.';
  return `${curves}${intervalsInWords(results, way)}${states}${drawnInWords(results, way)}`;
}

function intervalsInWords({ cap }: RulResults, { intervals }: Trajectory): string {
  if (!intervals) return '';
  const isOpen = intervals.some((one) => one?.high === Number.POSITIVE_INFINITY);
  const open = isOpen ? `; one that reaches the cap is open: ${number(cap)} or more` : '';
  return ` Intervals are as wide as errors in the range of the prediction were${open}.`;
}

/** Which rows are drawn, if there are more than can be. */
function drawnInWords(results: RulResults, { times, rows }: Trajectory): string {
  if (rows <= times.length) return '';
  const row = rowNounOf(results);
  return ` Drawn are ${number(times.length)} of its ${number(rows)} ${plural(row)}: of each stretch of them the lowest and the highest prediction.`;
}

function keyOf(results: RulResults, { running, intervals }: Trajectory): KeyEntry[] {
  return [
    { colour: 'var(--series-1)', text: 'predicted' },
    ...(intervals ? [{ colour: 'var(--series-1)', text: intervalName(results), look: 'band' as const }] : []),
    { colour: 'var(--ink)', text: running ? 'lived since' : 'true', look: 'dashed' },
  ];
}

function inOrder(units: readonly LastRow[], order: 'name' | 'worst'): LastRow[] {
  return [...units].sort(order === 'worst' ? byCost : compareNames);
}

interface Chooser {
  readonly element: HTMLElement;
  show(units: readonly LastRow[], chosen: string, order: 'name' | 'worst', results: RulResults): void;
}

/** A list of all units with their errors, buttons for the one before and after, and the arrow keys for the same. */
function unitChooser(choose: Choose): Chooser {
  const select = h('select', { id: 'unit', onchange: () => choose({ unit: select.value }) });
  const step = (by: number): void => {
    const { options, selectedIndex } = select;
    const next = options[Math.min(options.length - 1, Math.max(0, selectedIndex + by))];
    if (next) choose({ unit: next.value });
  };
  const before = h('button', { type: 'button', onclick: () => step(-1) }, '◀');
  const after = h('button', { type: 'button', onclick: () => step(1) }, '▶');
  const order = h('select', { id: 'order', onchange: () => choose({ order: order.value as 'name' | 'worst' }) });
  order.append(h('option', { value: 'name' }, 'by name'), h('option', { value: 'worst' }, 'worst first'));
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
  const fill = whenChanged((options: readonly (readonly [string, string])[]) => {
    select.replaceChildren(...options.map(([value, text]) => h('option', { value }, text)));
  });
  return {
    element,
    show(units, chosen, by, results) {
      const [noun, text] = [nounOf(results), rulText(results)];
      setText(label, `${capital(noun)} `);
      element.setAttribute('aria-label', `Choose the ${noun}`);
      before.setAttribute('aria-label', `Previous ${noun}`);
      after.setAttribute('aria-label', `Next ${noun}`);
      fill(units.map((one) => [one.unit, optionText(one, text)] as const));
      select.value = chosen;
      order.value = by;
      // Not `disabled`: a button that turns so under the finger of a keyboard user would lose the focus.
      before.setAttribute('aria-disabled', String(select.selectedIndex === 0));
      after.setAttribute('aria-disabled', String(select.selectedIndex === select.options.length - 1));
    },
  };
}

function optionText({ unit, error, predicted, running, explained }: LastRow, text: RulText): string {
  const name = shortened(unit, 40);
  const why = explained ? ', and why' : '';
  if (running) return `${name}: runs, ${text.rul(predicted)}${why}`;
  return `${name}: ${text.error(error)} ${error < 0 ? 'early' : 'late'}${why}`;
}

function rowTable(results: RulResults, name: string): HTMLElement {
  const way = trajectoryOf(results, results.units.find(({ unit }) => unit === name)!);
  const text = rulText(results);
  const headings = [
    timeHeading(results, way.start),
    'Predicted',
    ...(way.intervals ? [capital(intervalName(results))] : []),
    ...(way.running ? ['Lived since'] : ['True', 'Error']),
  ];
  const rows = way.times.map((time, index) => [
    timeText(results, time, way.start),
    text.rul(way.predicted[index]),
    ...(way.intervals ? [intervalText(results, way.intervals[index])] : []),
    number(way.truth[index]),
    ...(way.running ? [] : [text.error(way.predicted[index]! - way.truth[index]!)]),
  ]);
  const columns = headings.map((heading) => ({ name: heading, numeric: true }));
  const some = way.rows > rows.length ? `${number(rows.length)} of ${number(way.rows)} ` : '';
  return table(capital(`${some}${plural(rowNounOf(results))} of ${nounOf(results)} ${name}`), columns, rows);
}
