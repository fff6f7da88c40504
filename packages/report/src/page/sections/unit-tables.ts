import type { RulResults } from '../../run-data.js';
import { type Child, h } from '../dom.js';
import { capital, count, fixed, NONE, number, plural, shortened } from '../format.js';
import { type Column, table } from '../table.js';
import type { Choose } from '../view.js';
import { intervalName, intervalText } from '../view-model/intervals.js';
import { type RulText, rulText } from '../view-model/rul-digits.js';
import { nounOf, rowNounOf } from '../view-model/time-words.js';
import { type LastRow, worstUnits } from '../view-model/units.js';

const WORST = 10;

/** The ten units that cost most; each leads to its trajectory. */
export function worstTable(results: RulResults, choose: Choose): HTMLElement {
  const worst = worstUnits(results, WORST);
  const show = (unit: string): void => {
    choose({ unit });
    document.getElementById('unit')?.focus({ preventScroll: true });
    document.getElementById('units')?.scrollIntoView();
  };
  const name = (unit: string) =>
    h(
      'button',
      { type: 'button', class: 'link', 'data-unit': unit, title: titleFor(unit), onclick: () => show(unit) },
      nameOf(results, unit),
    );
  return table(
    `Worst ${count(worst.length, nounOf(results))} by ${results.nasaScore ? 'penalty' : `error in ${results.timeUnit}`}`,
    columnsFor(results, 'beneath'),
    worst.map((one) => row(results, one, name(one.unit), 'beneath')),
  );
}

/** The last row of every unit. */
export function unitTable(results: RulResults, units: readonly LastRow[]): HTMLElement {
  const rows = units.map((one) =>
    row(results, one, h('span', { title: titleFor(one.unit) }, nameOf(results, one.unit)), 'apart'),
  );
  const which = results.allUnits ? `${units.length} test ${plural(nounOf(results))}` : `every test ${nounOf(results)}`;
  return table(`Last ${rowNounOf(results)} of ${which}`, columnsFor(results, 'apart'), rows);
}

/** Where intervals stand: in a column of their own, or beneath the prediction, where there is less room. */
type Place = 'apart' | 'beneath';

function columnsFor(results: RulResults, intervals: Place): Column[] {
  const { states, nasaScore } = results;
  const name = results.intervals ? intervalName(results) : undefined;
  return [
    { name: capital(nounOf(results)) },
    { name: 'True', numeric: true },
    { name: name && intervals === 'beneath' ? `Predicted, ${name}` : 'Predicted', numeric: true },
    ...(name && intervals === 'apart' ? [{ name: capital(name), numeric: true }] : []),
    { name: 'Error', numeric: true },
    ...(nasaScore ? [{ name: 'Penalty', numeric: true }] : []),
    ...(states.length > 0 ? [{ name: 'State (true)' }] : []),
  ];
}

function row(results: RulResults, one: LastRow, name: Child, intervals: Place): Child[] {
  const { states, nasaScore } = results;
  const text = rulText(results);
  const [state, truth] = [states[one.state] ?? '–', states[one.trueState] ?? '–'];
  return [
    name,
    truthText(one),
    ...predictedCells(results, one, intervals),
    one.running ? NONE : errorOf(one, text),
    ...(nasaScore ? [one.running ? NONE : fixed(one.cost, 2)] : []),
    ...(states.length > 0 ? [state === truth || one.running ? state : `${state} (${truth})`] : []),
  ];
}

function predictedCells(results: RulResults, { predicted, interval }: LastRow, place: Place): Child[] {
  const said = rulText(results).rul(predicted);
  if (!results.intervals) return [said];
  const around = intervalText(results, interval);
  return place === 'apart' ? [said, around] : [h('span', {}, `${said} `, h('span', { class: 'around' }, around))];
}

/** Of a unit that still runs only how long it has lived since is known. */
function truthText({ running, truth }: LastRow): string {
  if (!running) return number(truth);
  return truth > 0 ? `at least ${number(truth)}` : 'still runs';
}

/** Longer names are cut in tables, and whole under the pointer. */
const LONGEST = 40;

function nameOf(results: RulResults, unit: string): string {
  return `${capital(nounOf(results))} ${shortened(unit, LONGEST)}`;
}

function titleFor(unit: string): string | undefined {
  return unit.length > LONGEST ? unit : undefined;
}

function errorOf({ error }: LastRow, text: RulText): Child {
  const side = error < 0 ? 'early' : 'late';
  return h('span', { class: side }, `${text.error(error)} ${side}`);
}
