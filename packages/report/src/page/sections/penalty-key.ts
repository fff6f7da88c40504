import { nasaErrorAt } from '@amnl/metrics-rul/nasa-score';
import { shade } from '../charts/bands.js';
import { h, setText } from '../dom.js';
import { fixed, number } from '../format.js';
import { PENALTY_STEPS, type Side } from '../view-model/penalty.js';

const MARKS = { late: '▲ late (costs more)', early: '▼ early' } as const;

/** What the stripes of the scatter mean: from which error on each penalty is reached, on either side. Hidden if there are none. */
export function penaltyKey(): { element: HTMLElement; show(timeUnit: string | undefined): void } {
  const head = PENALTY_STEPS.map((score) => h('th', { scope: 'col' }, `≥ ${number(score)}`));
  const caption = h('caption', {});
  const element = h(
    'table',
    { class: 'penalty-key' },
    caption,
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Penalty'), ...head)),
    h('tbody', {}, side('late'), side('early')),
  );
  return {
    element,
    show(timeUnit) {
      element.hidden = timeUnit === undefined;
      setText(caption, `Shading: NASA penalty, with the error in ${timeUnit} at which each level starts`);
    },
  };
}

function side(name: Side): HTMLElement {
  const cell = (score: number, index: number) =>
    h('td', { class: name, style: `--shade: ${shade({ step: index + 1 })}` }, fixed(nasaErrorAt(score, name), 1));
  return h('tr', {}, h('th', { scope: 'row' }, MARKS[name]), ...PENALTY_STEPS.map(cell));
}
