import { quote } from '@amnl/data-fleet';
import { columnName } from './columns.js';
import { dataError } from './errors.js';

/** Position of a field; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Name of the column; default that of the 26-column format. */
  readonly name?: string;
}

/** 10^0 … 10^15, exact in float64. */
export const POWERS_OF_TEN: Float64Array = Float64Array.from({ length: 16 }, (_, i) => Number(`1e${i}`));

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(nan|inf(inity)?)$/i;

/** `file, line 3, column 7 (sensor_2)` */
export function describePlace({ file, line, column, name = columnName(column) }: Place): string {
  return `${file}, line ${line}, column ${column} (${name})`;
}

/** Longest field in characters; the shortest exact decimal of any float64 has fewer than 30. */
const MAX_FIELD = 512;

/** The field that starts at `start`, up to white space, as text; one that is too long is cut and ends in `…`. */
export function fieldAt(bytes: Uint8Array, start: number): string {
  let end = start;
  while (end < bytes.length && !isSpace(bytes[end]!) && bytes[end] !== 10) end++;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    bytes.subarray(start, Math.min(end, start + MAX_FIELD)),
  );
  return end - start > MAX_FIELD ? `${text}…` : text;
}

export function isSpace(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

/**
 * The general case of reading a number, for what the parser's fast path does not handle: exponents, more than 15 digits, errors.
 * Equals `Number(text)` for every decimal number; other things JavaScript reads (`0x10`, empty text) are refused.
 */
export function parseField(text: string, place: Place): number {
  if (NUMBER.test(text)) return Number(text);
  if (NOT_FINITE.test(text)) throw notFinite(text, place);
  const hint = /[,;]/.test(text) ? '. Columns are separated by spaces or tabs' : '';
  throw dataError('DC_NOT_A_NUMBER', `${describePlace(place)}: expected a number, found ${quote(text)}${hint}`);
}

/** The error for NaN, infinity and numbers beyond float32. */
export function notFinite(text: string, place: Place): Error {
  return dataError('DC_NOT_FINITE', `${describePlace(place)}: expected a finite float32 number, found ${quote(text)}`);
}
