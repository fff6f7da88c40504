import type { RulResults } from '../../run-data.js';
import { h, setText, whenChanged } from '../dom.js';
import { capital, shortened } from '../format.js';
import { type ReasonLine, reasonLines, reasonsInWords } from '../view-model/reasons.js';
import { lastRowInWords, nounOf } from '../view-model/time-words.js';
import type { LastRow } from '../view-model/units.js';

/** Why the unit on show was predicted so: a bar for each channel. Hidden for units of which nobody asked. */
export function reasonsList(): { element: HTMLElement; show(results: RulResults, last: LastRow): void } {
  const heading = h('h4', { id: 'why' });
  const lead = h('p', {});
  const list = h('ul', { 'aria-labelledby': 'why' });
  const element = h('div', { class: 'reasons' }, heading, lead, list);
  const fill = whenChanged((lines: readonly ReasonLine[]) => list.replaceChildren(...lines.map(line)));
  return {
    element,
    show(results, last) {
      const reasons = results.units.find(({ unit }) => unit === last.unit)?.reasons;
      element.hidden = reasons === undefined;
      if (!reasons) return;
      setText(
        heading,
        `Why: ${capital(nounOf(results))} ${shortened(last.unit, 60)}, ${lastRowInWords(results, last.time, last.start)}`,
      );
      setText(lead, reasonsInWords(results, reasons, last));
      fill(reasonLines(results, reasons));
    },
  };
}

function line({ name, words, at, share }: ReasonLine): HTMLElement {
  const size = `--share: ${Math.abs(share).toFixed(3)}`;
  return h(
    'li',
    {},
    h('span', { class: 'channel' }, name),
    ' ',
    h(
      'span',
      { class: 'pull', 'aria-hidden': 'true' },
      h('span', { 'data-side': share < 0 ? 'off' : 'on', style: size }),
    ),
    h('span', {}, words, at !== '' && h('span', { class: 'at' }, `, ${at}`)),
  );
}
