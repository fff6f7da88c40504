import { knowsFuture } from './choose-columns.js';
import { isMissing } from './number-cell.js';
import { brokenNumbers, type ColumnSample } from './sample.js';
import { isUnreadDay, looksLikeEpoch, type TimeFormat } from './time-cell.js';

/** What a column is taken for, and why. */
export interface Guess {
  readonly column: string;
  readonly role: 'unit' | 'time' | 'failed' | 'setting' | 'channel' | 'ignored';
  readonly why: string;
}

/** What a person has said of the columns: it goes before all guesses. `failed` is `true` if every unit failed at its last row. */
export interface NamedColumns {
  readonly unit?: string | undefined;
  readonly time?: string | undefined;
  readonly failed?: string | true | undefined;
}

const UNIT =
  /^(unit|machine|engine|pump|motor|asset|device|equipment|turbine|bearing|battery|vehicle|truck|serial|sn|tag|id|maschine|anlage|aggregat|fahrzeug)/i;
const ID = /(^|[_ .-])(id|no|nr|number|name)$|[a-z]Id$/;
const TIME = /(time|date|stamp|cycle|hour|day|minute|second|age|zeit|datum|stunde|^ts$|^t$|^at$)/i;
const FAILED = /(fail|broke|fault|event|dead|breakdown|ausfall|ausgefallen|defekt|^end)/i;
const SETTING = /(setting|mode|regime|condition|set.?point|altitude|mach|throttle|recipe)/i;

/**
 * Guesses what every column is, from its name and first cells. The unit or time may be missing from the result: then nothing
 * looked like one.
 */
export function guessColumns(samples: readonly ColumnSample[], said: NamedColumns = {}): Guess[] {
  const guesses = new Map<string, Guess>();
  const take = (sample: ColumnSample | undefined, role: Guess['role'], why: string) => {
    if (sample) guesses.set(sample.name, { column: sample.name, role, why });
  };
  const free = () => samples.filter(({ name }) => !guesses.has(name));

  for (const role of ['unit', 'time', 'failed'] as const) {
    take(
      samples.find(({ name }) => name === said[role]),
      role,
      'you named it',
    );
  }
  for (const sample of free()) {
    const why = useless(sample);
    if (why) take(sample, 'ignored', why);
  }
  const unit = samples.find(({ name }) => name === said.unit) ?? best(free(), unitScore);
  if (unit && said.unit === undefined)
    take(unit, 'unit', `${named(unit, UNIT, ID)}${unit.distinct} different values in ${unit.cells.length} rows`);
  const time = said.time === undefined ? best(free(), (sample) => timeScore(sample, unit)) : undefined;
  take(
    time,
    'time',
    time ? `${named(time, TIME)}${time.instants ? 'timestamps' : 'numbers'}, none twice for one unit` : '',
  );
  const failed = said.failed === undefined ? free().find(({ name, flags }) => flags && FAILED.test(name)) : undefined;
  take(failed, 'failed', `its name, and it has only yes and no`);
  for (const sample of free()) {
    if (sample.instants) take(sample, 'ignored', 'timestamps, but not the time of the rows');
    else if (said.failed !== undefined && sample.flags && FAILED.test(sample.name))
      take(sample, 'ignored', 'by its name it says which units failed, and you named something else');
    else if (sample.kind === 'truth') take(sample, 'ignored', 'yes and no, but no failures by its name');
    else if (brokenNumbers(sample)) take(sample, 'channel', 'numbers, not all of which can be read');
    else if (daysNotRead(sample)) take(sample, 'ignored', 'days that are not written year-month-day');
    else if (!sample.numbers) take(sample, 'ignored', 'text');
    else if (SETTING.test(sample.name)) take(sample, 'setting', 'its name');
    else take(sample, 'channel', 'numbers');
  }
  return samples.map(({ name }) => guesses.get(name)!);
}

function useless({ name, kind, empty, numbers, cells }: ColumnSample): string | undefined {
  if (kind === 'other') return 'lists, records or bytes';
  if (empty) return 'no value in the first rows';
  if (knowsFuture(name)) return 'its name: it knows the future, which a network must not see';
  if (numbers && cells.length > 2 && /^(index|unnamed.*|column 1|row.*)$/i.test(name) && countsRows(cells))
    return 'it counts the rows';
  return undefined;
}

function countsRows(cells: readonly unknown[]): boolean {
  return cells.every((cell, i) => i === 0 || Number(cell) - Number(cells[i - 1]) === 1);
}

/** Greater is likelier; 0 is out of the question. */
function unitScore(sample: ColumnSample): number {
  const { name, instants, flags, cells, distinct, numbers } = sample;
  if (instants || (flags && !UNIT.test(name)) || distinct === cells.length) return 0;
  const words = (UNIT.test(name) ? 4 : 0) + (ID.test(name) ? 2 : 0);
  if (words === 0 && brokenNumbers(sample)) return 0;
  // Fractions are measurements.
  if (numbers && (words === 0 || cells.some((cell) => !Number.isInteger(Number(cell))))) return 0;
  return words + (numbers ? 0 : 1);
}

function timeScore(sample: ColumnSample, unit: ColumnSample | undefined): number {
  const { name, instants, numbers } = sample;
  if (!(instants || numbers) || !distinctWithin(sample, unit)) return 0;
  return (instants ? 4 : 0) + (TIME.test(name) ? 3 : 0);
}

function distinctWithin({ cells }: ColumnSample, unit: ColumnSample | undefined): boolean {
  const pairs = cells.map((cell, row) => `${unit?.cells[row]}\n${cell}`);
  return new Set(pairs).size === pairs.length;
}

function best(samples: readonly ColumnSample[], score: (sample: ColumnSample) => number): ColumnSample | undefined {
  let [found, most]: [ColumnSample | undefined, number] = [undefined, 0];
  for (const sample of samples) if (score(sample) > most) [found, most] = [sample, score(sample)];
  return found;
}

function named({ name }: ColumnSample, ...words: RegExp[]): string {
  return words.some((word) => word.test(name)) ? 'its name; ' : '';
}

/** Whether a column has two different texts and a name that speaks of failures. */
export function mayBeFailed({ name, kind, flags, cells, distinct }: ColumnSample): boolean {
  return kind === 'text' && !flags && distinct === 2 && cells.length > 2 && FAILED.test(name);
}

/** Whether a column of text has days as people write them, as `31.05.2024`, which are not read. */
export function daysNotRead({ kind, numbers, cells }: ColumnSample): boolean {
  if (kind !== 'text' || numbers) return false;
  const full = cells.filter((cell) => !isMissing(cell));
  return full.length > 0 && full.every((cell) => isUnreadDay(String(cell).trim()));
}

/** Whether a column is time by its name. */
export function namedTime({ name }: ColumnSample): boolean {
  return TIME.test(name);
}

/** How the times of a column are written, as far as it must be said. */
export function guessFormat({ instants, cells }: ColumnSample): TimeFormat | undefined {
  const epoch = instants ? undefined : looksLikeEpoch(Number(cells[0]));
  return epoch && `epoch-${epoch}`;
}

/** Unit of time by the name of a column of numbers. */
export function unitOfTime(column: string): string {
  const found = /(second|minute|hour|day|week|cycle)/i.exec(column);
  return found ? `${found[1]!.toLowerCase()}s` : 'cycles';
}

/** What a unit is, by the name of its column: `machine_id` names machines. */
export function nounOf(column: string): string {
  const noun = column.replace(/(?:^|[_ .-])(?:id|no|nr|number|name)$/i, '').replace(/(?<=[a-z])Id$/, '');
  return /^[a-z][a-z ]*$/i.test(noun) ? noun.toLowerCase() : 'unit';
}
