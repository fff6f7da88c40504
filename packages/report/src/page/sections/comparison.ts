import type { RunData } from '../../run-data.js';
import { type Child, h, whenChanged } from '../dom.js';
import { count, NONE } from '../format.js';
import { table } from '../table.js';
import { type Choose, type Section, shownRun, type View } from '../view.js';
import { comparedFigures, type GroupSummary, groupSummaries, spreadText } from '../view-model/comparison.js';
import { stateChip } from './overview.js';
import { symbolMark } from './symbol-mark.js';

/** The table of several runs with mean and deviation over seeds, and the choice of the one that is shown in detail. */
export function comparisonSection(choose: Choose): Section {
  const body = h('div', {});
  const select = h('select', { id: 'run', onchange: () => choose({ run: select.value }) });
  const element = h('section', { id: 'runs', 'aria-labelledby': 'runs-h' });
  element.append(
    h('h2', { id: 'runs-h' }, 'Runs'),
    h('p', { class: 'lead' }, LEAD),
    body,
    h('p', { class: 'control' }, h('label', { for: 'run' }, 'Run shown in detail below '), select),
  );
  const fill = whenChanged((names: readonly string[]) => {
    select.replaceChildren(...names.map((name) => h('option', { value: name }, name)));
  });
  let before = '';
  return {
    element,
    update({ runs, run }: View) {
      element.hidden = runs.length < 2;
      if (runs.length < 2) return;
      fill(runs.map(({ name }) => name));
      select.value = run.name;
      const made = comparisonTable(runs);
      if (made.outerHTML !== before) {
        before = made.outerHTML;
        body.replaceChildren(made);
      }
    },
  };
}

const LEAD =
  'Figures of the best epoch. Means are over the seeds and folds of finished runs, each counting once; deviations are those of the sample (over n − 1).';

function comparisonTable(runs: readonly RunData[]): HTMLElement {
  const figures = comparedFigures(runs);
  const columns = [
    { name: 'Run' },
    { name: 'State' },
    { name: 'Seed', numeric: true },
    { name: 'Best epoch', numeric: true },
    ...figures.map(({ name }) => ({ name, numeric: true })),
  ];
  const runRow = (run: RunData, index: number): Child[] => {
    const { colour, symbol } = shownRun(run, index, false);
    return [
      titled(h('span', { class: 'run-name' }, symbolMark(symbol, colour), run.name), run.title),
      stateChip(run.state),
      String(run.seed),
      run.best ? `${run.best.epoch + 1} of ${run.history.length}` : NONE,
      ...figures.map((figure) => figure.format(figure.of(run))),
    ];
  };
  const groupRow = ({ group, runs: all, done, seeds, folds, spreads }: GroupSummary): Child[] => [
    titled(h('strong', {}, 'Mean ± deviation'), group),
    done === all ? count(all, 'run') : `${done} of ${count(all, 'run')} done`,
    folds > 0 ? `${count(folds, 'fold')}${seeds > 1 ? ` of ${count(seeds, 'seed')}` : ''}` : count(seeds, 'seed'),
    NONE,
    ...figures.map((figure, index) => h('strong', {}, spreadText(spreads[index], figure))),
  ];
  return table('Runs in comparison', columns, [...runs.map(runRow), ...groupSummaries(runs, figures).map(groupRow)]);
}

/** What a row is about, and beneath it what that is in full. */
function titled(name: HTMLElement, title: string): HTMLElement {
  return h('span', { class: 'titled' }, name, h('span', {}, title));
}
