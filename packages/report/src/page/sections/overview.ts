import type { RunData, RunState } from '../../run-data.js';
import { h, whenChanged } from '../dom.js';
import { count, duration, fixed, number } from '../format.js';
import type { Section, View } from '../view.js';
import { progressOf } from '../view-model/progress.js';
import { explanations, selectedBy, type Tile, tilesOf } from '../view-model/tiles.js';

const STATES: Readonly<Record<RunState, string>> = { training: 'training', interrupted: 'interrupted', done: 'done' };

/** The mark that says how a run stands: a shape and a word, not a colour alone. */
export function stateChip(state: RunState): HTMLElement {
  return h('span', { class: `chip chip-${state}` }, STATES[state]);
}

/** The head of the page: what it is about, what must be known first, and the numbers that matter most. */
export function overviewSection(heading: HTMLElement): Section {
  const chip = h('p', { class: 'state' });
  const warning = h('div', { class: 'warning', role: 'note', hidden: true });
  const progress = h('div', { class: 'progress' });
  const tiles = h('dl', { class: 'tiles' });
  const rules = h('dl', { class: 'rules' });
  const element = h('section', { class: 'overview', 'aria-label': 'Overview' });
  element.append(h('div', { class: 'title' }, heading, chip), warning, progress, tiles, rules);
  const showTitle = whenChanged(([title, state]: [string, RunState | undefined]) => {
    heading.textContent = title;
    chip.replaceChildren(...(state ? [stateChip(state)] : []));
    chip.hidden = !state;
  });
  const showWarnings = whenChanged((warnings: readonly string[]) => {
    warning.hidden = warnings.length === 0;
    warning.replaceChildren(...warnings.map((text) => h('p', {}, h('strong', {}, 'Note: '), text)));
  });
  const showTiles = whenChanged((all: readonly Tile[]) => {
    tiles.hidden = all.length === 0;
    tiles.replaceChildren(...all.map(tile));
  });
  const showRules = whenChanged((all: readonly (readonly [string, string])[]) => {
    rules.hidden = all.length === 0;
    rules.replaceChildren(...all.map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text))));
  });
  return {
    element,
    update(view) {
      const only = view.runs.length === 1 ? view.run : undefined;
      showTitle([titleOf(view), only?.state]);
      showWarnings(warningsOf(view.runs));
      showTiles(only ? tilesOf(only) : []);
      showRules(only ? rulesOf(only) : []);
      progress.hidden = only?.state !== 'training';
      if (only?.state === 'training') progress.replaceChildren(...progressBar(only));
    },
  };
}

/** The heading of the page. */
export function titleOf({ runs, run, title }: View): string {
  return title ?? (runs.length === 1 ? run.title : `Comparison of ${runs.length} runs`);
}

/** Every warning once; among several runs with the names of those that it is about. */
function warningsOf(runs: readonly RunData[]): string[] {
  const texts = [...new Set(runs.flatMap(({ warning }) => warning ?? []))];
  if (runs.length === 1) return texts;
  return texts.map((text) => {
    const names = runs.filter(({ warning }) => warning === text).map(({ name }) => name);
    return names.length === runs.length ? text : `${text} (${names.join(', ')})`;
  });
}

function rulesOf(run: RunData): (readonly [string, string])[] {
  const { selection, stop, state } = run;
  const best = selectedBy(run);
  return [
    ['Selection rule', selection ? `${selection}, by the ${best}` : `best epoch by the ${best}`] as const,
    ...(stop ? [['Ended', stop.because || stop.by] as const] : []),
    ...(!stop && state === 'interrupted'
      ? [['Interrupted', 'it neither trains nor has ended; it can be resumed'] as const]
      : []),
    ...explanations(run),
  ];
}

function tile({ name, value, note }: Tile): HTMLElement {
  return h(
    'div',
    { class: 'tile' },
    h('dt', {}, name),
    h('dd', { class: 'value' }, value),
    note !== undefined && h('dd', { class: 'note' }, note),
  );
}

function progressBar(run: RunData): Node[] {
  const { done, epochs, epoch, evaluating, batch, batches, samplesPerSecond, secondsLeft } = progressOf(run);
  const parts = [
    `epoch ${Math.min(epochs, epoch + 1)} of ${epochs}`,
    evaluating && 'evaluating',
    !evaluating &&
      batch !== undefined &&
      (batches === undefined ? count(batch, 'batch') : `batch ${batch} of ${batches}`),
    samplesPerSecond !== undefined && `${number(Math.round(samplesPerSecond))} samples/s`,
    secondsLeft !== undefined && `about ${duration(secondsLeft)} left`,
  ].filter((part) => typeof part === 'string');
  const share = fixed((100 * done) / epochs, 0);
  return [
    h('progress', { max: epochs, value: done, 'aria-label': `Training, ${share} % done` }),
    h('p', {}, `${share} % · ${parts.join(' · ')}`),
  ];
}
