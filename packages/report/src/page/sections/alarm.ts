import type { AlarmResults } from '../../decision-data.js';
import type { RulResults } from '../../run-data.js';
import { alarmOption } from '../charts/alarm-option.js';
import type { Charts } from '../charts/charts.js';
import { h, whenChanged } from '../dom.js';
import { number } from '../format.js';
import { table } from '../table.js';
import type { Choose, Section } from '../view.js';
import { alarmView, costUnit, describeAlarm, type PolicyLine, policiesNote, policyLines } from '../view-model/alarm.js';
import { figure, keyList } from './figure.js';

/** What it costs to change units by their predictions, next to simple policies, for some prices of a failure. Made once it is known. */
export function alarmSection(charts: Charts, choose: Choose): Section {
  const element = h('section', { id: 'alarms', 'aria-labelledby': 'alarms-h' }, h('h2', { id: 'alarms-h' }, 'Alarms'));
  let parts: ReturnType<typeof alarmParts> | undefined;
  return {
    element,
    update({ run: { results }, choices }) {
      element.hidden = results?.alarm === undefined;
      if (!results?.alarm) return;
      if (!parts) element.append(...(parts = alarmParts(charts, choose)).elements);
      parts.show(results, results.alarm, choices.ratio);
    },
  };
}

function alarmParts(charts: Charts, choose: Choose) {
  const ratios = ratioSwitch(choose);
  const one = figure(charts.add('alarm', 'half'), keyList(KEY));
  const policies = h('div', {});
  const showPolicies = whenChanged((shown: PolicyTable) => policies.replaceChildren(policyTable(shown)));
  return {
    elements: [ratios.element, h('div', { class: 'alarm' }, one.element, policies)],
    show(results: RulResults, alarm: AlarmResults, ratio: number | undefined) {
      const view = alarmView(alarm, ratio);
      const unit = costUnit(view, results);
      ratios.show(
        alarm.costs.map((costs) => costs.ratio).sort((a, b) => a - b),
        view.ratio,
      );
      one.show(
        { option: () => alarmOption(results, view) },
        `Cost ${unit} by threshold, log scale`,
        describeAlarm(results, view),
      );
      showPolicies({
        caption: `Cost of policies ${unit}`,
        rows: policyLines(view),
        note: policiesNote(results, view),
      });
    },
  };
}

interface PolicyTable {
  readonly caption: string;
  readonly rows: readonly PolicyLine[];
  readonly note: string;
}

function policyTable({ caption, rows, note }: PolicyTable): HTMLElement {
  const cost = ({ cost, between }: PolicyLine) => h('span', {}, `${cost} `, h('span', { class: 'around' }, between));
  const frame = table(
    caption,
    [{ name: 'Policy' }, { name: 'Cost', numeric: true }, { name: 'Fail', numeric: true }],
    rows.map((row) => [row.name, cost(row), row.failures]),
  );
  frame.append(h('p', { class: 'note' }, note));
  return frame;
}

const KEY = [
  { colour: 'var(--series-1)', text: 'change on alarm' },
  { colour: 'var(--series-2)', text: 'at a fixed age', look: 'dashed' },
  { colour: 'var(--muted)', text: 'run to failure', look: 'dashed' },
] as const;

/** Which price of a failure is shown. */
function ratioSwitch(choose: Choose): { element: HTMLElement; show(ratios: readonly number[], chosen: number): void } {
  const legend = h('legend', {}, 'A failure costs', h('span', { class: 'unseen' }, ' as many early changes'));
  const element = h('fieldset', { class: 'segments' }, legend);
  const inputs = new Map<number, HTMLInputElement>();
  const fill = whenChanged((ratios: readonly number[]) => {
    inputs.clear();
    const labels = ratios.map((ratio) => {
      const input = h('input', { type: 'radio', name: 'ratio', value: ratio, onchange: () => choose({ ratio }) });
      inputs.set(ratio, input);
      return h('label', {}, input, h('span', {}, `${number(ratio)} ×`));
    });
    element.replaceChildren(legend, ...labels);
  });
  return {
    element,
    show(ratios, chosen) {
      fill(ratios);
      for (const [ratio, input] of inputs) input.checked = ratio === chosen;
    },
  };
}
