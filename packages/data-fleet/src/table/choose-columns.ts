import { didYouMean } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import { isMissing, numberCell } from './number-cell.js';
import type { Chunk, TableSource } from './source.js';

/** Most channels of a fleet: a wider table is more likely a mistake, as one column a unit. */
const MAX_CHANNELS = 1000;
/** Rows by which columns with numbers are distinguished from columns with text. */
const SAMPLE = 1000;

/** Names of the columns that are wanted. */
export interface WantedColumns {
  readonly unit: string;
  readonly time: string;
  readonly failed?: string | undefined;
  /** Default: all other numeric ones. */
  readonly channels?: readonly string[] | undefined;
  readonly ignore?: readonly string[] | undefined;
}

/** Indices of the columns of a file. */
export interface Layout {
  readonly unit: number;
  readonly time: number;
  readonly failed: number | undefined;
  readonly channels: readonly number[];
}

/**
 * The wanted columns of a file. Throws `DF_COLUMN_UNKNOWN`, `DF_COLUMN_TWICE`, `DF_COLUMN_NESTED`.
 * @param channels names of the channels
 */
export function layoutOf(source: TableSource, wanted: WantedColumns, channels: readonly string[]): Layout {
  const names = new Map<string, number>();
  for (const [index, { name }] of source.columns.entries()) {
    if (names.has(name)) {
      throw fleetError('DF_COLUMN_TWICE', `${source.file} has two columns named '${name}'. Rename one of them`);
    }
    names.set(name, index);
  }
  const find = (name: string, role: string) => {
    const index = names.get(name);
    if (index === undefined) throw unknownColumn(source, name, role);
    if (source.columns[index]!.kind === 'other') throw nested(source, index);
    return index;
  };
  return {
    unit: find(wanted.unit, 'of the unit'),
    time: find(wanted.time, 'of time'),
    failed: wanted.failed === undefined ? undefined : find(wanted.failed, 'that says which units failed'),
    channels: channels.map((name) => find(name, 'of a channel')),
  };
}

/** The error for a name that no column of the file has. */
export function unknownColumn(
  { file, columns }: { readonly file: string; readonly columns: readonly { readonly name: string }[] },
  name: string,
  role: string,
): Error {
  const names = columns.map((column) => column.name);
  const near = didYouMean(name, names);
  const shown = names.slice(0, 20).join(', ');
  const known = `It has ${names.length > 20 ? `${names.length} columns: ${shown}, …` : shown}`;
  return fleetError('DF_COLUMN_UNKNOWN', `${file} has no column '${name}' (${role}).${near} ${known}`);
}

function nested({ file, columns }: TableSource, index: number): Error {
  const { name, type } = columns[index]!;
  return fleetError(
    'DF_COLUMN_NESTED',
    `column '${name}' of ${file} holds ${type ?? 'lists or records'}, not numbers or text. Write its parts as columns of their own`,
  );
}

/**
 * The channels by default: every other column with numbers. A column of text is one whose first rows are mostly text; a
 * single text among numbers is an error later, with its place. `leftOut` says which columns are none, and why.
 */
export async function defaultChannels(source: TableSource, wanted: WantedColumns, first: Chunk) {
  const taken = new Set([wanted.unit, wanted.time, wanted.failed, ...(wanted.ignore ?? [])]);
  const channels: string[] = [];
  const leftOut: string[] = [];
  for (const [index, { name, kind, type }] of source.columns.entries()) {
    if (taken.has(name)) continue;
    const why = noChannel(name, index);
    if (why) leftOut.push(`${name} (${why})`);
    else if (kind === 'number' || (kind === 'text' && (await holdsNumbers(first, index)))) channels.push(name);
    else leftOut.push(`${name} (${kind === 'other' ? (type ?? 'nested') : kind})`);
  }
  if (channels.length === 0) {
    throw fleetError(
      'DF_NO_CHANNEL',
      `${source.file} has no column with numbers other than '${wanted.unit}' and '${wanted.time}'. Give a table with measurements`,
    );
  }
  if (channels.length > MAX_CHANNELS) {
    throw fleetError(
      'DF_TOO_MANY_CHANNELS',
      `${source.file} has ${channels.length} columns with numbers, more than ${MAX_CHANNELS}. Name those that matter as \`channels\`, in a dataset.json for example`,
    );
  }
  return { channels, leftOut };
}

/** A remaining life among the inputs would make every network look perfect, and be useless. */
const FUTURE = new RegExp(
  [
    '(^|[_ .-])(rul|ttf)([_ .-]|$)|remaining|life.?left|count.?down',
    'rest(lebensdauer|laufzeit|nutzungsdauer)',
    '(time|(second|minute|hour|day|week|cycle)s?)[_ .-]?(to|until|till|before)[_ .-]?(next[_ .-]?)?(fail|break|end|eol)',
    '(^|[_ .-])(hour|day|week|cycle)s[_ .-]?left',
    'fail(ure)?[_ .-]?(cause|reason|code|mode|date|time)|cause[_ .-]of[_ .-]fail',
  ].join('|'),
  'i',
);

/** What failed is a label, also if the user says it in another way. */
const ENDS = /^(is|has)?[_ .-]?(failed|failure|broken|breakdown|ausgefallen|ausfall)$/i;

/** Whether a column knows what a network is to predict, by its name. */
export function knowsFuture(name: string): boolean {
  return FUTURE.test(name);
}

/** Why a column of numbers is not taken for a channel unless somebody says that it is one. */
function noChannel(name: string, index: number): string | undefined {
  if (knowsFuture(name)) return 'by its name it knows the future';
  if (ENDS.test(name)) return 'by its name it says what failed';
  // Programs write the numbers of rows so.
  return name === unnamed(index) ? 'no name' : undefined;
}

/** What a column without a name is called. */
export function unnamed(index: number): string {
  return `column ${index + 1}`;
}

/** Whether at least half of the first cells that hold anything are numbers. A column that starts empty counts as numbers. */
async function holdsNumbers(chunk: Chunk, index: number): Promise<boolean> {
  const [part] = await chunk.column(index);
  let numbers = 0;
  let others = 0;
  for (let row = 0; part && row < Math.min(part.length, SAMPLE); row++) {
    if (isMissing(part[row])) continue;
    if (isNumber(part[row])) numbers++;
    else others++;
  }
  return numbers >= others;
}

/** Decimal commas count as numbers: they are refused by name, and not left out quietly. */
function isNumber(cell: unknown): boolean {
  try {
    numberCell(cell);
    return true;
  } catch (fault) {
    return (fault as { code?: string }).code !== 'DF_NOT_A_NUMBER';
  }
}
