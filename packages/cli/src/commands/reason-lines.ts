import { numberOf } from '@amnl/core-loop';
import { type Fleet, isoTime, type Scaler } from '@amnl/data-fleet';
import { widthOf } from '@amnl/progress/fit-row';
import { csvLine } from '../files/csv.js';
import { symbolsOf } from '../nasa/what-they-say.js';
import { byChannel, halfOfIt, type Reason } from '../pipeline/explain/reason.js';
import { errorDecimals, float32Text } from '../pipeline/predictions.js';
import { countsCycles } from '../schemas/data-facts.js';
import { shortText } from '../terminal/plain-value.js';

/** What the lines depend on. */
export interface ReasonView {
  /** With the unit alone. */
  readonly fleet: Fleet;
  readonly scaler: Scaler;
  /** Channels that are shown. */
  readonly top: number;
  readonly rulCap: number;
}

/** A reason for people. */
export function reasonLines(reason: Reason, { fleet, scaler, top, rulCap }: ReasonView): string[] {
  const { noun, timeUnit } = fleet;
  const decimals = Math.max(1, errorDecimals({ rulCap }) - 1);
  const number = (value: number) => value.toFixed(decimals);
  const signed = (value: number) => {
    const size = number(Math.abs(value));
    return Number(size) === 0 ? size : `${value < 0 ? '−' : '+'}${size}`;
  };
  const symbols = symbolsOf(reason.channels);
  const named = (channel: string) => {
    const symbol = symbols?.[reason.channels.indexOf(channel)];
    return symbol === undefined || symbol === channel ? shortText(channel) : `${channel} (${symbol})`;
  };
  const difference = reason.rul - reason.baselineRul;
  const all = byChannel(reason);
  const shown = all.slice(0, top);
  const rest = all.slice(top);
  const total = (some: typeof all) => some.reduce((sum, { contribution }) => sum + contribution, 0);
  const table = [
    ...shown.map(({ channel, contribution, scaled }) => [named(channel), signed(contribution), deviation(scaled)]),
    ...(rest.length > 0 ? [[`${rest.length} more`, signed(total(rest)), '']] : []),
    ['together', signed(reason.sum), off(reason.sum, difference)],
  ];
  return [
    `${noun} ${shortText(reason.unit)} at ${placeOf(fleet, reason.times.at(-1)!)}: RUL ${number(reason.rul)} ${timeUnit}`,
    `It would be ${number(reason.baselineRul)} with all rows at the mean of training. What moved it by ${signed(difference)} ${timeUnit}:`,
    '',
    ...aligned(table),
    '',
    ...remarks(reason, fleet, scaler),
  ];
}

function remarks(reason: Reason, fleet: Fleet, { data, conditions }: Scaler): string[] {
  const { from, to, rows } = halfOfIt(reason);
  const span = rows === 1 ? placeOf(fleet, from) : `${placeOf(fleet, from)} to ${placeOf(fleet, to)}`;
  const only = data.settings.filter((name) => !data.inputs.includes(name));
  const also = conditions > 1 ? data.settings.filter((name) => data.inputs.includes(name)) : [];
  const list = (names: readonly string[]) => names.map((name) => shortText(name)).join(', ');
  return [
    `Half of it comes from ${span}, ${rows} of ${numberOf(reason.times.length, 'row')}.`,
    ...(reason.padding > 0
      ? [`The first row stands for ${numberOf(reason.padding, 'row')} more that fill the window; their part is in it.`]
      : []),
    ...(only.length > 0 ? [`Settings that only choose the operating condition are not inputs: ${list(only)}.`] : []),
    ...(also.length > 0
      ? [`Settings choose the operating condition, too; that effect is in no number above: ${list(also)}.`]
      : []),
  ];
}

/** A row, as people call it. */
function placeOf(fleet: Fleet, time: number): string {
  const { timeUnit } = fleet;
  return isoTime(fleet, 0, time) ?? (countsCycles(timeUnit) ? `cycle ${time}` : `${time} ${timeUnit}`);
}

/** How far a sum is from the difference of both predictions; nothing where that is about 0. */
function off(sum: number, difference: number): string {
  const percent = Math.abs(100 * (sum / difference - 1));
  return percent < 10 ? `${percent.toFixed(1)} % off` : '';
}

function deviation(scaled: number): string {
  return `last row ${Math.abs(scaled).toFixed(1)} σ ${scaled < 0 ? 'below' : 'above'} the mean`;
}

/** Names to the left, numbers to the right. */
function aligned(table: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...table.map((cells) => widthOf(cells[column]!)));
  const [names, numbers] = [width(0), width(1)];
  const room = (text: string, wide: number) => ' '.repeat(wide - widthOf(text));
  return table.map(([name, number, remark]) =>
    `  ${name}${room(name!, names)}  ${room(number!, numbers)}${number}  ${remark}`.trimEnd(),
  );
}

/** What each number contributed, a line each. @param fleet with the unit alone */
export async function* reasonCsv(reason: Reason, fleet: Fleet): AsyncGenerator<string[]> {
  const { unit, times, channels, contributions, scaled } = reason;
  const dated = fleet.clock !== undefined;
  const time = countsCycles(fleet.timeUnit) ? 'cycle' : 'time';
  yield [csvLine(['unit', time, ...(dated ? ['timestamp'] : []), 'channel', 'scaled', 'contribution'])];
  for (const [row, at] of times.entries()) {
    const stamp = isoTime(fleet, 0, at);
    yield channels.map((channel, i) => {
      const k = row * channels.length + i;
      const numbers = [float32Text(scaled[k]!), float32Text(Math.fround(contributions[k]!))];
      return csvLine([unit, String(at), ...(stamp === undefined ? [] : [stamp]), channel, ...numbers]);
    });
  }
}
