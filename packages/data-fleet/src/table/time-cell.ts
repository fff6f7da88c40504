import { CellFault, shownCell } from './cell-fault.js';
import { isMissing, numberCell } from './number-cell.js';
import type { InstantZone } from './source.js';

/** How instants are written: ISO 8601, or seconds or milliseconds since 1970. `number`: a count, such as running hours. */
export type TimeFormat = 'number' | 'iso' | 'epoch-seconds' | 'epoch-milliseconds';

/** Milliseconds in the units that life can be counted in where a table has instants. */
export const UNIT_MS: Readonly<Record<string, number>> = {
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)([.]\d{1,9})?)?\s?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/i;
const DAY_FIRST = /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/;
const NO_DASHES = /^(\d{4})[./](\d{1,2})[./](\d{1,2})/;

/** An instant: milliseconds since 1970, and the zone it is written with (`''` for none, `date` for a day without a time). */
interface Instant {
  readonly ms: number;
  readonly zone: string;
}

/** Reads `2024-05-31`, `2024-05-31T08:00:00.25Z`, `2024-05-31 08:00+02`; undefined for anything else, as a 30th of February. */
export function parseIso(text: string): Instant | undefined {
  const found = ISO.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = found;
  const date = new Date(0);
  // `Date.UTC` would take the years 0 to 99 for 1900 to 1999.
  const midnight = date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const clock = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const ms = midnight + clock * 1000 + Number(`${fraction}e3`);
  if (found[4] === undefined) return { ms, zone: 'date' };
  if (!zone) return { ms, zone: '' };
  if (/^z$/i.test(zone)) return { ms, zone: 'Z' };
  const [hours, minutes] = [zone.slice(1, 3), zone.slice(3).replace(':', '') || '00']; // PostgreSQL writes +02
  const ahead = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return { ms: zone.startsWith('-') ? ms + ahead : ms - ahead, zone: `${zone[0]}${hours}:${minutes}` };
}

/** Epochs are of these years: earlier ones are counts or in another unit, as are later ones. Milliseconds since 1970. */
const [EARLIEST, LATEST] = [Date.UTC(1971, 0), Date.UTC(2101, 0)];

/** What instants are called in messages, by their zones. */
const INSTANTS: Readonly<Record<InstantZone, string>> = {
  Z: 'a timestamp in UTC',
  '': 'a timestamp without a zone',
  date: 'a day without a time',
};

/** Reads the cells of a time column, all of which must be written alike. Instants come out in milliseconds since 1970. */
export class TimeReader {
  #format: TimeFormat | undefined;
  #zone: string | undefined;
  #first = '';

  constructor(format?: TimeFormat) {
    this.#format = format;
  }

  /** Undefined before the first cell if it was not given. */
  get format(): TimeFormat | undefined {
    return this.#format;
  }

  /** Zone of all ISO times: `Z`, `+02:00`, `''` for none, `date` for days. */
  get zone(): string | undefined {
    return this.#zone;
  }

  /** A cell as a number, or milliseconds since 1970. Throws a fault. @param zone of a cell that is an instant already */
  read(cell: unknown, zone?: InstantZone): number {
    if (isMissing(cell)) throw new CellFault('DF_CELL_EMPTY', 'the time is missing. Give every row a time');
    if (zone !== undefined) return this.#instant({ ms: Number(cell), zone }, INSTANTS[zone]);
    const text = typeof cell === 'string' ? cell.trim() : undefined;
    const iso = text !== undefined && text.charCodeAt(4) === 45 ? parseIso(text) : undefined;
    return iso ? this.#instant(iso, shownCell(text)) : this.#number(cell, text);
  }

  #instant({ ms, zone }: Instant, shown: string): number {
    this.#format ??= 'iso';
    if (this.#format !== 'iso') throw mixed(shown, this.#format === 'number' ? this.#first || 'numbers' : this.#format);
    if (this.#zone === undefined) [this.#zone, this.#first] = [zone, shown];
    if (zone !== this.#zone) throw mixed(shown, this.#first);
    return ms;
  }

  #number(cell: unknown, text: string | undefined): number {
    let value: number;
    try {
      value = numberCell(cell);
    } catch (fault) {
      if ((fault as CellFault).code !== 'DF_NOT_A_NUMBER') throw fault;
      const hint = dayHint(text ?? '');
      throw new CellFault(
        'DF_TIME_INVALID',
        `expected a number or an ISO 8601 time such as 2024-05-31T08:00:00Z, found ${shownCell(cell)}${hint}`,
      );
    }
    if (this.#format === 'iso') throw mixed(shownCell(cell), this.#first || 'ISO 8601 times');
    if (this.#format === undefined) {
      const advice = noCount(value, text);
      if (advice) throw new CellFault('DF_TIME_FORMAT', `${value} ${advice}, or say "number" if it is a count`);
      this.#format = 'number';
      this.#first = shownCell(cell);
    }
    const ms = this.#format === 'epoch-seconds' ? value * 1000 : value;
    if (this.#format !== 'number' && !(ms >= EARLIEST && ms < LATEST)) throw noEpoch(value, this.#format);
    return ms;
  }
}

/** Whether a text starts with a day that is not written year-month-day. */
export function isUnreadDay(text: string): boolean {
  return DAY_FIRST.test(text) || NO_DASHES.test(text);
}

/** How to write a day that is written as people do. */
function dayHint(text: string): string {
  if (DAY_FIRST.test(text)) return '. Day or month may stand first: write it as year-month-day';
  const [, year, month = '', day = ''] = NO_DASHES.exec(text) ?? [];
  return year === undefined ? '' : `. Write it as ${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Counts seldom reach these numbers: 2001 to 2096. */
export function looksLikeEpoch(value: number): 'seconds' | 'milliseconds' | undefined {
  if (value >= 1e9 && value < 4e9) return 'seconds';
  return value >= 1e12 && value < 4e12 ? 'milliseconds' : undefined;
}

/** What a number of time looks like if nobody counts so far, and what to do then. */
function noCount(value: number, text = String(value)): string | undefined {
  const epoch = looksLikeEpoch(value);
  if (epoch)
    return `looks like ${epoch} since 1970. Say so in a dataset.json: "time": { "column": …, "format": "epoch-${epoch}" }`;
  if (looksLikeEpoch(value / 1e6)) return 'looks like micro- or nanoseconds since 1970. Write milliseconds';
  const day = /^((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{4}(?:\d\d)?)?$/.exec(text);
  if (!day || !parseIso(day.slice(1).join('-'))) return undefined;
  return `looks like a day without dashes. Write it as ${day.slice(1).join('-')}`;
}

/** A number that cannot be a time in the format that was named. */
function noEpoch(value: number, format: string): CellFault {
  const other = looksLikeEpoch(value) ?? (looksLikeEpoch(value / 1e6) && 'micro- or nanoseconds');
  const what = other ? `It looks like ${other} since 1970` : 'It looks like a count';
  return new CellFault(
    'DF_TIME_FORMAT',
    `${value} as ${format} is not in the years 1971 to 2100. ${what}: convert it, or name its "format"`,
  );
}

function mixed(found: string, first: string): CellFault {
  return new CellFault(
    'DF_TIME_MIXED',
    `found ${found}, but the times before are written as ${first}. Write all times in one format and one zone, best in UTC`,
  );
}
