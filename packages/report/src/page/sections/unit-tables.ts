import type { RulResults } from '../../run-data.js';
import { type Child, h } from '../dom.js';
import { capital, fixed, number, plural, signed } from '../format.js';
import { type Column, table } from '../table.js';
import type { Choose } from '../view.js';
import { type LastCycle, nounOf, worstUnits } from '../view-model/units.js';

const WORST = 10;

/** The ten units that cost most; each leads to its trajectory. */
export function worstTable(results: RulResults, choose: Choose): HTMLElement {
  const worst = worstUnits(results, WORST);
  const show = (unit: number): void => {
    choose({ unit });
    document.getElementById('unit')?.focus({ preventScroll: true });
    document.getElementById('units')?.scrollIntoView();
  };
  const name = (unit: number) =>
    h(
      'button',
      { type: 'button', class: 'link', 'data-unit': unit, onclick: () => show(unit) },
      `${capital(nounOf(results))} ${unit}`,
    );
  return table(
    `Worst ${worst.length} ${plural(nounOf(results))} by penalty`,
    columnsFor(results),
    worst.map((one) => row(results, one, name(one.unit))),
  );
}

/** The last cycle of every unit. */
export function unitTable(results: RulResults, units: readonly LastCycle[]): HTMLElement {
  const rows = units.map((one) => row(results, one, `${capital(nounOf(results))} ${one.unit}`));
  return table(`Last cycle of every test ${nounOf(results)}`, columnsFor(results), rows);
}

function columnsFor(results: RulResults): Column[] {
  const { states } = results;
  return [
    { name: capital(nounOf(results)) },
    { name: 'True', numeric: true },
    { name: 'Predicted', numeric: true },
    { name: 'Error', numeric: true },
    { name: 'Penalty', numeric: true },
    ...(states.length > 0 ? [{ name: 'State (true)' }] : []),
  ];
}

function row({ states }: RulResults, one: LastCycle, name: Child): Child[] {
  const [state, truth] = [states[one.state] ?? '–', states[one.trueState] ?? '–'];
  return [
    name,
    number(one.truth),
    fixed(one.predicted, 1),
    h('span', { class: one.error < 0 ? 'early' : 'late' }, `${signed(one.error)} ${one.error < 0 ? 'early' : 'late'}`),
    fixed(one.penalty, 2),
    ...(states.length > 0 ? [state === truth ? state : `${state} (${truth})`] : []),
  ];
}
