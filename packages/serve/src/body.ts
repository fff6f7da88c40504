import { plainText } from '@amnl/core-loop/plain-text';
import { serveError } from './errors.js';
import type { Limits } from './limits.js';
import type { RunFacts, UnitColumns } from './served.js';

/** A body of `predict`. */
export interface PredictBody {
  readonly units: readonly UnitColumns[];
}

/**
 * JSON Schema of a {@link PredictBody}: requests are checked by it, and it stands in the description of the service.
 * @param facts of the run, whose columns are then named
 */
export function bodySchema({ units, rows }: Pick<Limits, 'units' | 'rows'>, facts?: RunFacts) {
  const column = {
    type: 'array',
    minItems: 1,
    maxItems: rows,
    items: { type: ['number', 'string', 'null'] },
    description: 'Numbers, or null if nothing was measured; timestamps in the column of time.',
  };
  const unit = {
    type: 'object',
    additionalProperties: false,
    required: ['unit', 'columns'],
    properties: {
      unit: { type: 'string', minLength: 1, maxLength: 200, description: 'Name of the unit.' },
      columns: {
        type: 'object',
        minProperties: 1,
        maxProperties: 2000,
        ...(facts && columnsOf(facts, column)),
        additionalProperties: column,
        description: 'The column of time and one for each channel of the run, all of the same length.',
      },
    },
  };
  return {
    type: 'object',
    additionalProperties: false,
    required: ['units'],
    properties: { units: { type: 'array', minItems: 1, maxItems: units, items: unit } },
  };
}

/** What a request without a body gets. */
export const EMPTY_BODY = 'the body is empty. Send { "units": [{ "unit": …, "columns": { … } }] }';

/** Numbers below it are finite in single precision, in which the network computes: (2 − 2⁻²⁴) · 2¹²⁷. */
const FLOAT32 = 3.4028235677973366e38;

/** The column of time, and those of the channels, which must all be there. */
function columnsOf({ time, channels, timeUnit, gaps }: RunFacts, column: object) {
  const cell = { type: time.format === 'iso' ? 'string' : 'number' };
  const times = {
    ...column,
    items: cell,
    uniqueItems: true,
    description: `Time: ${time.format}, life is counted in ${timeUnit}.`,
  };
  const items = { type: gaps ? ['number', 'null'] : 'number', exclusiveMinimum: -FLOAT32, exclusiveMaximum: FLOAT32 };
  const numbers = { ...column, items, description: 'A channel.' };
  const each = channels.map((name) => [name, numbers] as const);
  return {
    required: [time.column, ...channels],
    properties: { [time.column]: times, ...Object.fromEntries(each) },
  };
}

/** Checks what a schema cannot say. @returns how many rows there are @throws SV_BODY_INVALID, SV_TOO_MANY */
export function checkUnits({ units }: PredictBody, most: Pick<Limits, 'rows'>): number {
  const names = new Set<string>();
  let all = 0;
  for (const [i, { unit, columns }] of units.entries()) {
    if (names.has(unit)) {
      const what = `units[${i}].unit: '${plainText(unit, 80)}' is there twice`;
      throw serveError('SV_BODY_INVALID', `${what}. Send all rows of a unit together`);
    }
    names.add(unit);
    const [[first, { length: rows }], ...others] = Object.entries(columns) as [[string, readonly unknown[]]];
    for (const [name, { length }] of others as [string, readonly unknown[]][]) {
      if (length === rows) continue;
      const what = `${pathOf(['units', String(i), 'columns', name])} has ${length} cells, and ${quoted(first)} has ${rows}`;
      throw serveError('SV_BODY_INVALID', `${what}. Give every column one for each row`);
    }
    all += rows;
  }
  if (all > most.rows) throw tooMany('rows', all, most.rows);
  return all;
}

/** The error for a request with too many rows or units, or that asks for too many reasons. */
export function tooMany(what: 'rows' | 'units' | 'reasons', found: number, most: number): Error {
  const advice = 'Send fewer units at once, or of each only the rows of a window';
  return serveError(
    'SV_TOO_MANY',
    `the request ${what === 'reasons' ? 'asks for' : 'has'} ${found} ${what}, more than ${most}. ${advice}`,
  );
}

/** What belongs at each depth of the body: the body, its units, a unit, its name or columns, a column, a cell. */
const EXPECTED = [
  'an object with "units" and nothing else',
  'a list of units',
  'an object with "unit" and "columns" and nothing else',
  '',
  'a list of numbers, one for each row',
  'a number, a timestamp, or null',
];

/**
 * What is wrong with a body, in words.
 * @param pointer of the value that does not fit, as JSON Pointer: '', '/units', '/units/3', …
 */
export function bodyFault(pointer: string, body: unknown): string {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const found = steps.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], body);
  const [, , key] = steps;
  const named = key === 'unit' ? 'a text of 1 to 200 characters' : 'an object with a list for each column';
  const expected = (steps.length === 3 && named) || EXPECTED[steps.length];
  return `${pathOf(steps)}: expected ${expected}; found ${nameOf(found)}`;
}

/** `units[3].columns.flow[2]` */
function pathOf(steps: readonly string[]): string {
  const path = steps.map((step, i) => (i === 1 || i === 4 ? `[${step}]` : `.${step}`)).join('');
  return plainText(path.slice(1), 120) || 'the body';
}

function quoted(name: string): string {
  return `'${plainText(name, 80)}'`;
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).slice(0, 5).join(', ');
    return keys === '' ? 'an object with nothing in it' : `an object with ${plainText(keys, 80)}`;
  }
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return plainText(text, 40);
}

/** About how many rows a text has: its lines. */
export function lineCount(text: Uint8Array): number {
  let lines = 1;
  for (let at = text.indexOf(10); at >= 0; at = text.indexOf(10, at + 1)) lines++;
  return lines;
}
