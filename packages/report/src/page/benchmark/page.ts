import type { BenchmarkData } from '../../benchmark-data.js';
import { Charts } from '../charts/charts.js';
import { type Choices, recall, remember } from '../choices.js';
import { type Child, h } from '../dom.js';
import { count, fixed, listed } from '../format.js';
import { learningSection } from '../sections/learning.js';
import { navigation } from '../sections/navigation.js';
import { themeSwitch } from '../theme.js';
import { shownRun, type View } from '../view.js';
import { meanCurves } from './curves.js';
import { optimismTable, subsetTable, summaryTable, variantTable } from './tables.js';

/** The page of a benchmark: tables, and the curves of the reports of runs. */
export function showBenchmark(data: BenchmarkData): void {
  const heading = document.querySelector<HTMLElement>('h1')!;
  const charts = new Charts();
  const learning = learningSection(charts, (change) => choose(change), false);
  let choices: Choices = recall();
  const runs = meanCurves(data);
  const choose = (change: Partial<Choices>): void => {
    choices = { ...choices, ...change };
    remember(choices);
    update();
  };
  const sections = [
    section(
      'results',
      'Results',
      RESULTS(data),
      summaryTable(data),
      ...data.subsets.map(({ name }) => subsetTable(data, name)),
    ),
    section('optimism', 'Which epoch', OPTIMISM, optimismTable(data)),
    learning.element,
    section('variants', 'Variants', costOf(data), variantTable(data)),
  ];
  const links = navigation(sections);
  const update = (): void => {
    const shown = runs
      .map((run, index) => shownRun(run, index, runs.length === 1))
      .filter(({ run: { name } }) => !choices.hidden.includes(name));
    const view: View = { runs, run: runs[0]!, shown, choices };
    learning.update(view);
    links.update(view);
  };
  heading.textContent = data.title;
  document.title = data.title;
  const theme = themeSwitch(choices.theme, (chosen) => choose({ theme: chosen }));
  document.querySelector('header')!.append(links.element, h('div', { class: 'tools' }, theme));
  document.querySelector('main')!.replaceChildren(overview(heading, data), ...sections);
  update();
}

function overview(heading: HTMLElement, data: BenchmarkData): HTMLElement {
  const { complete, missing, runs, simulated, seeds, subsets } = data;
  const warnings = [
    !complete &&
      `The benchmark is not complete: ${runs.length} of ${count(runs.length + missing.length, 'run')} are done. All figures are provisional.`,
    simulated && 'The fleet is simulated: these figures say nothing about real units.',
  ].filter((text) => text !== false);
  const rules = [
    ['Subsets', listed(subsets.map(({ name, units }) => `${name} (${count(units.length, `test ${data.unitNoun}`)})`))],
    ['Seeds', listed(seeds.map(String))],
  ] as const;
  const element = h('section', { class: 'overview', 'aria-label': 'Overview' });
  element.append(
    h('div', { class: 'title' }, heading),
    h(
      'div',
      { class: 'warning', role: 'note', hidden: warnings.length === 0 },
      ...warnings.map((text) => h('p', {}, h('strong', {}, 'Note: '), text)),
    ),
    h('dl', { class: 'rules' }, ...rules.map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text)))),
  );
  return element;
}

function section(id: string, title: string, lead: string, ...content: Child[]): HTMLElement {
  const heading = h('h2', { id: `${id}-h` }, title);
  return h('section', { id, 'aria-labelledby': `${id}-h` }, heading, h('p', { class: 'lead' }, lead), ...content);
}

const RESULTS = ({ baseline, bootstrap: { samples, level } }: BenchmarkData): string =>
  `Figures of the weights that a run has left, over the last windows of the test units, truths capped. Deviations are over the seeds (n − 1); “their mean” is the mean of what the runs predict for a unit, as an ensemble of them would. Differences from ${baseline} are means over seeds that both have, with the middle ${fixed(100 * level, 0)} % of ${samples.toLocaleString('en')} samples of test units drawn with replacement (the same for both), and a two-sided p. Many comparisons at once make some p small by chance.`;

const OPTIMISM =
  'In the same runs: the epoch that the units held out choose, the one that the test units choose, and the last one. What the test units choose looks better than it is, by the difference shown: nobody can choose so for units that still run. Below 0 is better.';

const costOf = ({ cost: { coreHours, predicted, runs } }: BenchmarkData): string => {
  const machines = [...new Set(runs.map(({ machine }) => machine))];
  const before = predicted === undefined ? '' : ` Predicted for the whole plan were ${fixed(predicted, 2)}.`;
  return `Training took ${fixed(coreHours, 2)} core hours (wall time × threads)${machines.length > 0 ? ` on ${listed(machines)}` : ''}.${before}`;
};
