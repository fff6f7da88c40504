import { numberOf } from '@amnl/core-loop';
import { plainText } from '@amnl/core-loop/plain-text';
import type { ChannelDrift, DriftOf, DriftReport } from '@amnl/data-fleet';
import { render, widthOf } from '@amnl/progress/fit-row';
import { signed } from './drift-words.js';

/** Channels in the table: the worst ones. All are in the JSON. */
const MOST = 40;

/** Longest name of a channel. */
const NAME = 24;

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ORDER = ['large', 'moderate', 'unknown', 'stable'];

/** A table for people, the worst channel first. @param noun what a unit is */
export function linesOfDrift(report: DriftReport, noun: string): string[] {
  const { channels, conditions, predicted, rows, units } = report;
  const sorted = [...channels].sort(byUrgency);
  const shown = sorted.slice(0, MOST);
  const others = [
    ...(conditions ? [{ name: 'operating conditions', of: conditions }] : []),
    ...(predicted ? [{ name: 'predicted RUL', of: predicted }] : []),
  ];
  const table = [
    ['channel', 'reading', 'PSI', 'PSI of values', 'mean', 'out of range', 'training', 'now'],
    ...shown.map(cells),
    ...others.map(({ name, of }) => [name, of.reading, psiText(of), '', '', '', ...bars(of)]),
  ];
  // What nothing is said about is left out.
  const kept = table[0]!.map((_, i) => table.slice(1).some((row) => row[i] !== ''));
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => widthOf(row[i]!))));
  const right = [2, 3, 4, 5];
  const lines = table.map((row) => {
    const padded = row.flatMap((text, i) => {
      if (!kept[i]) return [];
      const room = ' '.repeat(widths[i]! - widthOf(text));
      return [right.includes(i) ? room + text : text + room];
    });
    return padded.join('  ').trimEnd();
  });
  const many = units.atLeast ? `at least ${numberOf(units.count, noun)}` : numberOf(units.count, noun);
  const left = sorted.length - shown.length;
  return [`${rows} rows of ${many}`, '', ...lines, ...(left > 0 ? [`and ${numberOf(left, 'channel')} more`] : [])];
}

function cells(drift: ChannelDrift): string[] {
  const { channel, alone, values, reading, follows, shift, outOfRange } = drift;
  const name = render([{ text: plainText(channel) }], false, NAME);
  const said =
    follows === undefined ? reading : `${reading}, as ${render([{ text: plainText(follows) }], false, NAME)}`;
  return [
    name,
    said,
    psiText(alone ?? values),
    alone ? psiText(values) : '',
    `${signed(shift)} σ`,
    outOfRange === 0 ? '' : `${(100 * outOfRange).toFixed(1)} %`,
    ...bars(alone ?? values),
  ];
}

function psiText({ psi }: DriftOf): string {
  return psi.toFixed(2);
}

/** Share of a bar of full height: twice that of a bin without ties. */
const FULL = 0.2;

/** Shares of bins as bars, those of training and those of now to the same scale. */
function bars({ before, now }: DriftOf): [string, string] {
  const most = Math.max(FULL, ...before, ...now);
  const draw = (shares: readonly number[]) =>
    shares
      .map((share) => (share === 0 ? ' ' : BARS[Math.min(BARS.length - 1, Math.floor((share / most) * BARS.length))]!))
      .join('');
  return [draw(before), draw(now)];
}

function byUrgency(a: ChannelDrift, b: ChannelDrift): number {
  const rank = ({ reading, follows }: ChannelDrift) => ORDER.indexOf(reading) + (follows === undefined ? 0 : 0.5);
  const size = ({ drift, alone, values }: ChannelDrift) => Math.abs(drift ?? 0) || (alone ?? values).psi;
  return rank(a) - rank(b) || size(b) - size(a);
}
