import type { RulResults } from '../../run-data.js';
import { capital, plural } from '../format.js';

const hundredths = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const decimal = (time: number): string => hundredths.format(time);

/** What the page calls a unit. */
export function nounOf({ unitNoun }: Pick<RulResults, 'unitNoun'>): string {
  return unitNoun || 'unit';
}

/** What the page calls one row of a unit's history. */
export function rowNounOf({ rowNoun }: Pick<RulResults, 'rowNoun'>): string {
  return rowNoun || 'row';
}

/** What the axis of a unit's times is called: `cycle`, `hours`, `time (UTC)`. */
export function timeAxisName(results: RulResults, start: number | undefined): string {
  if (isDated(results, start)) return results.timeZone === '' ? 'time' : `time (${results.timeZone ?? 'UTC'})`;
  return isCounted(results) ? rowNounOf(results) : results.timeUnit;
}

/** The heading of a column of times. */
export function timeHeading(results: RulResults, start: number | undefined): string {
  return capital(timeAxisName(results, start));
}

/** A time in a sentence: `cycle 31`, `31.5 hours`, `2026-03-01 14:30`. */
export function timeInWords(results: RulResults, time: number, start: number | undefined): string {
  if (isDated(results, start)) return timeText(results, time, start);
  return isCounted(results) ? `${rowNounOf(results)} ${time}` : `${decimal(time)} ${results.timeUnit}`;
}

/** The last row in a sentence: `last cycle 31`, `last row (31.5 hours)`. */
export function lastRowInWords(results: RulResults, time: number, start: number | undefined): string {
  const words = timeInWords(results, time, start);
  const row = rowNounOf(results);
  return words.startsWith(`${row} `) ? `last ${words}` : `last ${row} (${words})`;
}

/** A time alone, in a table or at an axis. */
export function timeText(results: RulResults, time: number, start: number | undefined): string {
  if (!isDated(results, start)) return isCounted(results) ? String(time) : decimal(time);
  const instant = new Date(start! + time * results.timeUnitMs!);
  // Beyond the years that a date can have, the number is all there is to say.
  if (Number.isNaN(instant.getTime())) return decimal(time);
  return instantText(instant, results.timeUnitMs!);
}

/** To the minute, or the second where life is counted in minutes or less; what arithmetic loses must not make it one less. */
function instantText(instant: Date, unitMs: number): string {
  const [step, digits] = unitMs >= 3_600_000 ? [60_000, 16] : [1000, 19];
  const rounded = new Date(Math.round(instant.getTime() / step) * step);
  return rounded.toISOString().slice(0, digits).replace('T', ' ');
}

function isDated({ timeUnitMs }: RulResults, start: number | undefined): boolean {
  return start !== undefined && timeUnitMs !== undefined;
}

/** Whether a unit's life is counted in its rows, e.g. cycles. */
function isCounted(results: RulResults): boolean {
  return results.timeUnit === plural(rowNounOf(results));
}
