import { h, whenChanged } from '../dom.js';
import type { Choose, Section, View } from '../view.js';
import { shownRun } from '../view.js';
import { symbolMark } from './symbol-mark.js';

/** One button for each run of a comparison; pressing it takes the run's curves away or brings them back. */
export function runLegend(choose: Choose): Section {
  const element = h('ul', { class: 'run-legend', 'aria-label': 'Curves of runs' });
  let view: View;
  const toggle = (name: string): void => {
    const { hidden } = view.choices;
    choose({ hidden: hidden.includes(name) ? hidden.filter((one) => one !== name) : [...hidden, name] });
  };
  const buttons = new Map<string, HTMLButtonElement>();
  const fill = whenChanged((names: readonly string[]) => {
    buttons.clear();
    for (const [index, name] of names.entries()) {
      const { colour, symbol } = shownRun(view.runs[index]!, index, false);
      buttons.set(name, h('button', { type: 'button', onclick: () => toggle(name) }, symbolMark(symbol, colour), name));
    }
    element.replaceChildren(...[...buttons.values()].map((button) => h('li', {}, button)));
  });
  return {
    element,
    update(now) {
      view = now;
      element.hidden = now.runs.length < 2;
      fill(now.runs.map(({ name }) => name));
      for (const [name, button] of buttons)
        button.setAttribute('aria-pressed', String(!now.choices.hidden.includes(name)));
    },
  };
}
