import type { RulResults } from '../../run-data.js';
import type { Charts } from '../charts/charts.js';
import { rangesOption } from '../charts/ranges-option.js';
import { scatterOption } from '../charts/scatter-option.js';
import { h, setText, whenChanged } from '../dom.js';
import { count, percent, plural } from '../format.js';
import { hiddenTable } from '../table.js';
import type { Choose, Section, View } from '../view.js';
import { describeRanges, describeScatter } from '../view-model/describe-results.js';
import { rulText } from '../view-model/rul-digits.js';
import { nounOf, rowNounOf } from '../view-model/time-words.js';
import { knownRows, lastRows } from '../view-model/units.js';
import { runningInWords, shownInWords, unitCounts } from '../view-model/whole-fleet.js';
import { confusionTable, rightShare } from './confusion.js';
import { coverageTable } from './coverage.js';
import { figure, keyList } from './figure.js';
import { penaltyKey } from './penalty-key.js';
import { unitTable, worstTable } from './unit-tables.js';

/** What the best weights say of the test units: scatter, errors by range, confusion of health states, worst units. */
export function predictionsSection(charts: Charts, choose: Choose): Section {
  const pick = (data: unknown): void => {
    const unit = (data as { unit?: { unit: string } } | undefined)?.unit?.unit;
    if (unit !== undefined) choose({ unit });
  };
  const scatter = figure(charts.add('scatter', 'square', pick));
  const key = penaltyKey();
  scatter.element.append(key.element);
  const ranges = figure(charts.add('ranges', 'half'), keyList(RANGE_KEY));
  const windows = windowsSwitch(choose);
  const confusion = h('div', {});
  const coverage = h('div', {});
  const worst = h('div', { class: 'worst' });
  let results: RulResults | undefined;
  const all = hiddenTable('The last row of each as a table', () => unitTable(results!, lastRows(results!)));
  const of = h('p', { class: 'lead' });
  const element = h('section', { id: 'predictions', 'aria-labelledby': 'predictions-h' });
  element.append(
    h('h2', { id: 'predictions-h' }, 'Predictions'),
    of,
    h(
      'div',
      { class: 'predictions' },
      h('div', { class: 'scatter' }, scatter.element),
      h('div', { class: 'breakdown' }, windows.element, ranges.element, confusion, coverage),
      worst,
    ),
    all.element,
  );
  const showConfusion = whenChanged(([matrix, states, words]: [number[][], readonly string[], string]) => {
    const right = rightShare(matrix);
    const caption = `Confusion of health states, ${words}: ${percent(right)} classified correctly`;
    confusion.replaceChildren(...(matrix.length > 0 ? [confusionTable(matrix, states, caption)] : []));
  });
  const showCoverage = whenChanged(([now, windows]: [RulResults, 'last' | 'all']) => {
    const judged = coverageTable(now, windows);
    coverage.hidden = !judged;
    if (judged) coverage.replaceChildren(judged);
  });
  const showUnits = whenChanged((now: RulResults) => {
    worst.replaceChildren(worstTable(now, choose));
    worst.hidden = knownRows(now).length === 0;
    all.refresh();
  });
  return {
    element,
    update(view) {
      results = view.run.results;
      element.hidden = results === undefined;
      if (!results) return;
      const lead =
        `${view.runs.length < 2 ? '' : `Of run ${view.run.name}.`}${runningInWords(results)}${shownInWords(results)}${results.lacks === undefined ? '' : ` ${results.lacks}`}`.trim();
      of.hidden = lead === '';
      setText(of, lead);
      showAll(view, results);
    },
  };

  function showAll({ choices, unit }: View, now: RulResults): void {
    const units = knownRows(now);
    const last = choices.windows === 'last';
    const section = last ? now.lastCycle : now.allCycles;
    const noun = nounOf(now);
    const row = rowNounOf(now);
    const all = `all ${plural(row)}`;
    const words = last ? `last ${row} of ${count(unitCounts(now).known, noun)}` : all;
    windows.update(choices.windows, row);
    key.show(now.nasaScore ? now.timeUnit : undefined);
    scatter.show(
      { option: () => scatterOption(units, now, unit) },
      'Predicted against true RUL',
      describeScatter(units, now),
    );
    ranges.show(
      { option: () => rangesOption(section.ranges, last ? noun : 'window', rulText(now)) },
      `Error by range of true RUL (${now.timeUnit}), ${last ? `last ${row}` : all}`,
      describeRanges(section.ranges, now),
    );
    showConfusion([section.confusion as number[][], now.states, words]);
    showCoverage([now, choices.windows]);
    showUnits(now);
  }
}

const RANGE_KEY = [
  { colour: 'var(--series-1)', text: 'RMSE', look: 'box' },
  { colour: 'var(--series-2)', text: 'mean error (above 0: late)', look: 'frame' },
] as const;

function windowsSwitch(choose: Choose): {
  element: HTMLElement;
  update(windows: View['choices']['windows'], row: string): void;
} {
  const radio = (value: 'last' | 'all') =>
    h('input', { type: 'radio', name: 'windows', value, onchange: () => choose({ windows: value }) });
  const [last, all] = [radio('last'), radio('all')];
  const [lastText, allText] = [h('span', {}), h('span', {})];
  const option = (input: HTMLElement, text: HTMLElement) => h('label', {}, input, text);
  return {
    element: h(
      'fieldset',
      { class: 'segments' },
      h('legend', {}, 'Errors over'),
      option(last, lastText),
      option(all, allText),
    ),
    update(windows, row) {
      setText(lastText, `last ${plural(row)}`);
      setText(allText, `all ${plural(row)}`);
      (windows === 'last' ? last : all).checked = true;
    },
  };
}
