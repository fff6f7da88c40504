import { CellFault, shownCell } from './cell-fault.js';

/** What spreadsheets write where a formula has no value, in English and German. */
const NO_VALUE = [
  '#n/a',
  '#nv',
  '#div/0!',
  '#value!',
  '#wert!',
  '#num!',
  '#zahl!',
  '#ref!',
  '#bezug!',
  '#name?',
  '#null!',
];
/** Texts that mean "not measured", in small letters. */
const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', ...NO_VALUE]);
/** Digits can be matched in one way only, so that a long cell takes as many steps as it has letters, also if it is not a number. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const COMMA = /^[+-]?\d[\d.]*,\d+(?:e[+-]?\d+)?$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/** Whether a cell holds nothing: empty, `NaN`, `NA`, `null`, or an error of a spreadsheet, as `#DIV/0!`. */
export function isMissing(cell: unknown): boolean {
  if (typeof cell === 'string') return MISSING.has(cell.trim().toLowerCase());
  return cell === null || cell === undefined || Number.isNaN(cell);
}

/**
 * A cell as a number; NaN if it is missing. Decimal numbers only, with a point. Throws a fault for text, decimal
 * commas, and what is infinite.
 */
export function numberCell(cell: unknown): number {
  if (typeof cell === 'number') return Number.isFinite(cell) || Number.isNaN(cell) ? cell : infinite(cell);
  if (typeof cell === 'bigint' || typeof cell === 'boolean') return Number(cell);
  if (typeof cell !== 'string') return isMissing(cell) ? Number.NaN : noNumber(cell);
  const text = cell.trim();
  if (NUMBER.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : infinite(text);
  }
  if (isMissing(text)) return Number.NaN;
  if (INFINITE.test(text)) return infinite(text);
  return noNumber(text);
}

/** A cell of a channel: a number that float32 can hold. */
export function channelCell(cell: unknown): number {
  const value = Math.fround(numberCell(cell));
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY ? infinite(cell) : value;
}

function infinite(cell: unknown): never {
  throw new CellFault(
    'DF_NOT_FINITE',
    `expected a finite float32 number, found ${shownCell(cell)}. Leave the cell empty if nothing was measured`,
  );
}

function noNumber(cell: unknown): never {
  if (typeof cell === 'string' && COMMA.test(cell)) {
    throw new CellFault(
      'DF_DECIMAL_COMMA',
      `found ${shownCell(cell)}: decimal commas are not read. Export the table with decimal points`,
    );
  }
  throw new CellFault(
    'DF_NOT_A_NUMBER',
    `expected a number, found ${shownCell(cell)}. Correct it, or leave this column out of the channels`,
  );
}
