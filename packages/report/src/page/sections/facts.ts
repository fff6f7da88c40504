import type { FactTable, RunData } from '../../run-data.js';
import { h, whenChanged } from '../dom.js';
import type { Section } from '../view.js';

/** Configuration, versions, data and timings of the run, as they stand in its folder. */
export function factsSection(): Section {
  const tables = h('div', { class: 'facts' });
  const of = h('p', { class: 'lead' });
  const element = h('section', { id: 'facts', 'aria-labelledby': 'facts-h' });
  element.append(h('h2', { id: 'facts-h' }, 'Facts'), of, tables);
  const show = whenChanged(([facts, name]: [RunData['facts'], string | undefined]) => {
    element.hidden = facts.length === 0;
    of.hidden = name === undefined;
    of.textContent = `Of run ${name ?? ''}.`;
    tables.replaceChildren(...facts.map(factTable));
  });
  return {
    element,
    update: ({ run, runs }) => show([run.facts, runs.length > 1 ? run.name : undefined]),
  };
}

function factTable({ title, rows }: FactTable): HTMLElement {
  const row = ([name, value]: readonly [string, string]) =>
    h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value));
  return h('table', { class: 'fact' }, h('caption', {}, title), h('tbody', {}, ...rows.map(row)));
}
