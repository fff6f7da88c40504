import type { CoverageResult, CoverageResults } from '../../decision-data.js';
import type { RulResults } from '../../run-data.js';
import { h } from '../dom.js';
import { capital, count, number, percent, plural } from '../format.js';
import { table } from '../table.js';
import { intervalName, percentage } from '../view-model/intervals.js';
import { rangeName } from '../view-model/range-name.js';
import { rulText } from '../view-model/rul-digits.js';
import { nounOf, rowNounOf } from '../view-model/time-words.js';

/** How often the intervals held the truth, and how wide they are, by true RUL; nothing if nothing was judged. */
export function coverageTable(results: RulResults, windows: 'last' | 'all'): HTMLElement | undefined {
  const { intervals } = results;
  const last = intervals?.lastCycle;
  if (!last) return undefined;
  const judged = windows === 'last' ? last : (intervals.allCycles ?? last);
  const hasOpen = isOpen(judged);
  const row = (name: string, { count, measured, width, open }: CoverageResult) => [
    name,
    number(count),
    percent(measured),
    rulText(results).rul(width),
    ...(hasOpen ? [percent(open, 0)] : []),
  ];
  const [noun, rowNoun] = [nounOf(results), rowNounOf(results)];
  const of = windows === 'last' ? `last ${rowNoun} of ${count(judged.count, noun)}` : `all ${plural(rowNoun)}`;
  const columns = [windows === 'last' ? capital(plural(noun)) : 'Windows', 'Measured', 'Width'];
  const frame = table(
    `Coverage of the ${intervalName(results)}s, ${of}`,
    [{ name: 'True RUL' }, ...[...columns, ...(hasOpen ? ['Open'] : [])].map((name) => ({ name, numeric: true }))],
    [...judged.ranges.map((range) => row(rangeName(range), range)), row('all', judged)],
  );
  frame.classList.add('narrow');
  frame.append(h('p', { class: 'note' }, noteOn(results, judged)));
  return frame;
}

function noteOn(results: RulResults, judged: CoverageResults): string {
  const { coverage, units, cross } = results.intervals!;
  const open = isOpen(judged) ? ` Open intervals (≥\u00a0${number(results.cap)}) count up to the cap.` : '';
  const noun = nounOf(results);
  const by = cross
    ? ` Each ${noun} is judged by intervals that were made without it.`
    : ` Made from ${count(units, `held-out ${noun}`)}.`;
  return `Nominal ${percentage(coverage)}, measured ${percent(judged.measured)}.${open}${by}`;
}

/** Whether any interval has no upper end. */
function isOpen({ open, ranges }: CoverageResults): boolean {
  return [open, ...ranges.map((range) => range.open)].some((share) => share > 0);
}
