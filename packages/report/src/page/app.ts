import type { RunData } from '../run-data.js';
import { Charts } from './charts/charts.js';
import { type Choices, recall, remember } from './choices.js';
import { h } from './dom.js';
import { alarmSection } from './sections/alarm.js';
import { comparisonSection } from './sections/comparison.js';
import { factsSection } from './sections/facts.js';
import { learningSection } from './sections/learning.js';
import { navigation } from './sections/navigation.js';
import { overviewSection, titleOf } from './sections/overview.js';
import { predictionsSection } from './sections/predictions.js';
import { unitsSection } from './sections/units.js';
import { themeSwitch } from './theme.js';
import { type Section, shownRun, type View } from './view.js';
import { unitOf } from './view-model/units.js';

/** The page: keeps what is shown and what was chosen, and hands both to its sections. */
export class App {
  readonly #title: string | undefined;
  readonly #sections: readonly Section[];
  #runs: readonly RunData[] = [];
  #choices: Choices = recall();

  /** @param status shown next to the theme switch, e.g. the state of the connection */
  constructor({ title, status }: { title?: string | undefined; status?: HTMLElement } = {}) {
    this.#title = title;
    const charts = new Charts();
    const choose = (change: Partial<Choices>): void => this.#choose(change);
    const head = document.querySelector<HTMLElement>('header')!;
    const main = document.querySelector<HTMLElement>('main')!;
    const overview = overviewSection(document.querySelector<HTMLElement>('h1')!);
    const sections = [
      comparisonSection(choose),
      learningSection(charts, choose),
      predictionsSection(charts, choose),
      unitsSection(charts, choose),
      alarmSection(charts, choose),
      factsSection(),
    ];
    // Before there is a run there is nothing but the heading.
    for (const { element } of sections) element.hidden = true;
    const links = navigation(sections.map(({ element }) => element));
    const theme = themeSwitch(this.#choices.theme, (chosen) => this.#choose({ theme: chosen }));
    head.append(links.element, h('div', { class: 'tools' }, status, theme));
    main.replaceChildren(overview.element, ...sections.map(({ element }) => element));
    this.#sections = [overview, ...sections, links];
  }

  /** Shows these runs; what the reader has chosen stays. */
  show(runs: readonly RunData[]): void {
    this.#runs = runs;
    this.#update();
  }

  #choose(change: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...change };
    remember(this.#choices);
    this.#update();
  }

  #update(): void {
    const runs = this.#runs;
    if (runs.length === 0) return;
    const view = viewOf(runs, this.#choices, this.#title);
    document.title = titleOf(view);
    for (const section of this.#sections) section.update(view);
  }
}

function viewOf(runs: readonly RunData[], choices: Choices, title: string | undefined): View {
  const run = runs.find(({ name }) => name === choices.run) ?? runs.find(({ results }) => results) ?? runs[0]!;
  const alone = runs.length === 1;
  const shown = runs
    .map((one, index) => shownRun(one, index, alone))
    .filter(({ run: { name } }) => alone || !choices.hidden.includes(name));
  const unit = run.results && unitOf(run.results, choices.unit);
  return { runs, run, shown, choices, ...(unit !== undefined && { unit }), ...(title !== undefined && { title }) };
}
