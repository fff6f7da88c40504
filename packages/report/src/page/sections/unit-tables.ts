import type { RulResults } from '../../run-data.js';
import { type Child, h } from '../dom.js';
import { fixed, number, signed } from '../format.js';
import { type Column, table } from '../table.js';
import type { Choose } from '../view.js';
import { type LastCycle, worstEngines } from '../view-model/units.js';

const WORST = 10;

/** The ten engines that cost most; each leads to its trajectory. */
export function worstTable(results: RulResults, choose: Choose): HTMLElement {
  const worst = worstEngines(results, WORST);
  const show = (engine: number): void => {
    choose({ engine });
    document.getElementById('engine')?.focus({ preventScroll: true });
    document.getElementById('engines')?.scrollIntoView();
  };
  const name = (engine: number) =>
    h(
      'button',
      { type: 'button', class: 'link', 'data-engine': engine, onclick: () => show(engine) },
      `Engine ${engine}`,
    );
  return table(
    `Worst ${worst.length} engines by penalty`,
    columnsFor(results),
    worst.map((one) => row(results, one, name(one.engine))),
  );
}

/** The last cycle of every engine. */
export function engineTable(results: RulResults, engines: readonly LastCycle[]): HTMLElement {
  const rows = engines.map((one) => row(results, one, `Engine ${one.engine}`));
  return table('Last cycle of every test engine', columnsFor(results), rows);
}

function columnsFor({ states }: RulResults): Column[] {
  return [
    { name: 'Engine' },
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
