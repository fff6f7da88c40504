import { TrainError } from './errors.js';
import { whatIs } from './what-is.js';

/** A longer text in a message is cut, and so is a longer list. */
const MOST_LETTERS = 60;
const MOST_ITEMS = 8;

/**
 * For the factory of a plugin: throws `CL_OPTION_INVALID` unless `ok`: “`patience` must be a positive integer, but is "3"”.
 * @param by the package or plugin, prefixed to the message
 * @param what a phrase that fits “must be …”, e.g. `'a number in [0, 1)'`
 * @example requireOption('ema', decay >= 0 && decay < 1, 'decay', 'a number in [0, 1)', decay);
 */
export function requireOption(by: string, ok: boolean, name: string, what: string, found: unknown): void {
  if (ok) return;
  throw new TrainError('CL_OPTION_INVALID', `\`${name}\` must be ${what}, but is ${shown(found)}`, { by });
}

/** Throws `CL_OPTION_INVALID` unless `value` is 1, 2, 3, … */
export function positiveInteger(name: string, value: number, by = 'core-loop'): void {
  requireOption(by, Number.isInteger(value) && value >= 1, name, 'a positive integer', value);
}

/** A value as part of a message: texts in quotes, long ones cut, lists by their first items. */
function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (!Array.isArray(value)) return whatIs(value);
  const items = value.slice(0, MOST_ITEMS).map((item) => (typeof item === 'string' ? quoted(item) : whatIs(item)));
  return `[${items.join(', ')}${value.length > MOST_ITEMS ? ', …' : ''}]`;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text);
}
