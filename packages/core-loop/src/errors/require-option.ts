import { TrainError } from './errors.js';

/**
 * For the factory of a plugin: throws `CL_OPTION_INVALID` unless `ok`, saying which option, what was found, what to give.
 * @param by the package or plugin, prefixed to the message
 * @param what a phrase that fits “Give …”, e.g. `'a number in [0, 1)'`
 * @example requireOption('ema', decay >= 0 && decay < 1, 'decay', 'a number in [0, 1)', decay);
 */
export function requireOption(by: string, ok: boolean, name: string, what: string, found: unknown): void {
  if (ok) return;
  throw new TrainError('CL_OPTION_INVALID', `\`${name}\` is ${String(found)}. Give ${what}`, { by });
}

/** Throws `CL_OPTION_INVALID` unless `value` is 1, 2, 3, … */
export function positiveInteger(name: string, value: number, by = 'core-loop'): void {
  requireOption(by, Number.isInteger(value) && value >= 1, name, 'an integer of at least 1', value);
}
