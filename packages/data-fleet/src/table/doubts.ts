import type { Fleet } from '../fleet.js';

/** Days since 1900 from 2000 to 2099, as spreadsheets count them. */
const SPREADSHEET_DAYS = [36_526, 73_050] as const;
/** Groups of names that a notice shows. */
const MOST = 5;

/** What is read as it stands, but is often a mistake; one sentence each. @param said whether somebody has said what time is counted in */
export function doubtsOf(
  { noun, units, channels, offsets, times, timeUnit, clock }: Omit<Fleet, 'origin'>,
  said: boolean,
): string[] {
  const doubts = [...alike(`${noun}s`, units), ...alike('channels', channels)];
  const [first] = times;
  if (!said && clock === undefined && units.every((_, unit) => isSpreadsheetDay(times[offsets[unit]!]!))) {
    doubts.push(
      `Times such as ${first} look like the days of a spreadsheet (45292 is 2024-01-01), and are counted in ${timeUnit}. Write them as year-month-day, or name their unit of time`,
    );
  }
  return doubts;
}

/** Whether a number of time looks like a day that a spreadsheet has written as a number. */
export function isSpreadsheetDay(time: number): boolean {
  return time >= SPREADSHEET_DAYS[0] && time < SPREADSHEET_DAYS[1];
}

/** Names that people would take for the same one. */
function alike(what: string, names: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const key = core(name);
    const group = groups.get(key);
    if (group) group.push(name);
    else groups.set(key, [name]);
  }
  const found = [...groups.values()].filter((group) => group.length > 1);
  if (found.length === 0) return [];
  const shown = found.slice(0, MOST).map((group) => group.map(inLetters).join(' and '));
  const more = found.length > MOST ? `, and ${found.length - MOST} more` : '';
  return [`Taken for different ${what}, though their names are almost the same: ${shown.join(', ')}${more}`];
}

/** A name without what often differs by mistake: letters of two parts, capitals, white space, zeros in front, and `.0` at the end. */
function core(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .replace(/(?<![\d.])0+(?=\d)/g, '')
    .replace(/^(\d+)\.0+$/, '$1');
}

/** Letters of two parts look like one: they are shown as they are written. */
function inLetters(name: string): string {
  const isComposed = name === name.normalize('NFC');
  return isComposed
    ? name
    : [...name]
        .map((letter) => (/\p{M}/u.test(letter) ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}` : letter))
        .join('');
}
