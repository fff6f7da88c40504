import type { ChannelReason, UnitReasons } from '../../decision-data.js';
import type { RulResults } from '../../run-data.js';
import { count, fixed, shortened } from '../format.js';
import { type RulText, rulText } from './rul-digits.js';
import { timeInWords, timeText } from './time-words.js';
import type { LastRow } from './units.js';

/** A line of the list of reasons. */
export interface ReasonLine {
  readonly name: string;
  /** `took 31.2 cycles off`, `added 4.0 cycles`. */
  readonly words: string;
  /** `2.1 σ above its mean`; empty if that is not said. */
  readonly at: string;
  /** Length of its bar, as a share of the longest; below 0 it took life off. */
  readonly share: number;
}

/** What is listed of a unit's reasons: the channels that moved its prediction, and all others together. */
export function reasonLines(results: RulResults, { channels, others }: UnitReasons): ReasonLine[] {
  const longest = [...channels, ...(others ? [others] : [])].reduce(
    (most, { moved }) => Math.max(most, Math.abs(moved)),
    0,
  );
  const text = rulText(results);
  const line = (name: string, moved: number, at = ''): ReasonLine => ({
    name,
    words: movedInWords(moved, results.timeUnit, text),
    at,
    share: longest > 0 ? moved / longest : 0,
  });
  return [
    ...channels.map((one) => line(shortened(one.channel, 40), one.moved, valueInWords(one))),
    ...(others ? [line(count(others.count, 'other channel'), others.moved)] : []),
  ];
}

/** What is explained: the prediction, and from where the channels moved it. */
export function reasonsInWords(results: RulResults, { from, to, rows }: UnitReasons, { start }: LastRow): string {
  const { rul, error } = rulText(results);
  return (
    `With all channels at their means in training it would be predicted ${rul(from)} ${results.timeUnit}. ` +
    `They moved that by ${error(to - from)}, to ${rul(to)}${rows ? `; half of it ${stretchInWords(results, rows, start)}` : ''}.`
  );
}

function movedInWords(moved: number, timeUnit: string, { rul }: RulText): string {
  const size = `${rul(Math.abs(moved))} ${timeUnit}`;
  return moved < 0 ? `took ${size} off` : `added ${size}`;
}

function stretchInWords(results: RulResults, [from, to]: readonly [number, number], start: number | undefined): string {
  const [first, last] = [timeInWords(results, from, start), timeText(results, to, start)];
  return from === to ? `at ${first}` : `from ${first} to ${last}`;
}

function valueInWords({ scaled }: ChannelReason): string {
  if (scaled === undefined) return '';
  const size = fixed(Math.abs(scaled), 1);
  return Number(size) === 0 ? 'at its mean' : `${size} σ ${scaled < 0 ? 'below' : 'above'} its mean`;
}
