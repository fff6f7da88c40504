import { plainText } from '@amnl/core-loop';
import { fleetError } from './errors.js';
import { describeValue } from './in-words.js';

// Reading stored data: each returns what it checked, or throws `DF_SCALER_INVALID`; `damaged` makes another error.

export function names(value: unknown, key: string): string[] {
  const good = Array.isArray(value) && value.every((name) => typeof name === 'string');
  if (good && new Set(value).size === value.length) return [...value];
  throw invalid(`${key} must be different strings`);
}

export function matrix(value: unknown, rows: number, columns: number, name: string, positive = false): number[][] {
  if (!Array.isArray(value) || value.length !== rows) throw invalid(`${name} does not have ${rows} rows`);
  return value.map((row, i) => numbers(row, columns, `${name}[${i}]`, positive));
}

export function numbers(value: unknown, length: number, name: string, positive = false): number[] {
  const good = (x: unknown) => typeof x === 'number' && Number.isFinite(x) && (!positive || x > 0);
  if (Array.isArray(value) && value.length === length && value.every(good)) return [...value];
  throw invalid(`${name} is not a list of ${length} ${positive ? 'positive ' : ''}finite numbers`);
}

export function text(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw invalid(`${name} must be a string; found ${describeValue(value)}`);
}

export function record(value: unknown, name: string, damaged = invalid): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw damaged(`${name} must be an object; found ${describeValue(value)}`);
}

export function parse(text: string, damaged = invalid): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(`it is not JSON (${plainText((error as Error).message, 120)})`);
  }
}

export function invalid(what: string): Error {
  return fleetError('DF_SCALER_INVALID', `the stored scaler is damaged: ${what}. Train again, or restore the file`);
}
