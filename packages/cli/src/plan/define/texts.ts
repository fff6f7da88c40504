import { cliError } from '../../terminal/errors.js';
import { shortText } from '../../terminal/plain-value.js';
import type { Axis, Range } from './definition.js';

/** `window=40,80`; of a setting that is a list itself `channels=[32,64],[64,128]`. @throws CLI_USAGE */
export function axisOf(text: string, from: string): Axis {
  const [setting, values] = pairOf(text, from, 'window=40,80');
  return { setting, values: listOf(values, from), from };
}

/** Texts between commas; those within brackets separate nothing. @throws CLI_USAGE for an empty one */
export function listOf(text: string, from: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if (letter === '[') depth += 1;
    if (letter === ']') depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  const values = parts.map((part) => part.trim());
  if (values.includes(''))
    throw cliError('CLI_USAGE', `${from} is '${shortText(text)}', and one of its values is empty`);
  return values;
}

/** `learningRate=1e-4..1e-2:log`. @throws CLI_USAGE */
export function rangeOf(text: string, from: string): Range {
  const [setting, range] = pairOf(text, from, 'learningRate=1e-4..1e-2:log');
  const [, low = '', high = '', log] = /^(.+?)\.\.(.+?)(:log)?$/.exec(range) ?? [];
  const ends = [low, high].map((end) => (end.trim() === '' ? Number.NaN : Number(end)));
  if (!ends.every(Number.isFinite)) {
    const example = 'Write e.g. dropout=0.1..0.5, or learningRate=1e-4..1e-2:log';
    throw cliError('CLI_USAGE', `${from} is '${shortText(text)}', which is not two numbers. ${example}`);
  }
  return { setting, low: ends[0]!, high: ends[1]!, scale: log ? 'log' : 'linear', from };
}

/** Whole numbers: `1,2,3`, or `1..5` for all between. @throws CLI_USAGE */
export function wholeNumbers(text: string, from: string, most: number): number[] {
  const numbers: number[] = [];
  for (const part of listOf(text, from)) {
    const [, first, last = first] = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(part) ?? [];
    const [low, high] = [Number(first), Number(last)];
    if (first === undefined || high < low) {
      throw cliError('CLI_USAGE', `${from} is '${shortText(text)}'. Give whole numbers, e.g. 1,2,3 or 1..5`);
    }
    if (numbers.length + high - low >= most) {
      throw cliError('CLI_USAGE', `${from} is '${shortText(text)}': more than ${most} values. Give fewer`);
    }
    for (let number = low; number <= high; number++) numbers.push(number);
  }
  return numbers;
}

function pairOf(text: string, from: string, example: string): readonly [string, string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
  throw cliError('CLI_USAGE', `${from} is '${shortText(text)}', which is not setting=values. Write e.g. ${example}`);
}
