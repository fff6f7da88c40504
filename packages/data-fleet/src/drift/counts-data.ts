import { plainText } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import { RANGE_KINDS } from '../in-range.js';
import { describeValue } from '../in-words.js';
import { parse, record } from '../stored.js';
import { sum } from './psi.js';

/** Counts of rows, small whatever their number, that can be added up. Plain JSON. */
export interface DriftCountsData {
  readonly format: 'amnl-drift-counts';
  readonly version: 1;
  /** Checksum of what they are counted against; counts of other scalers or networks have another one. */
  readonly reference: string;
  readonly rows: number;
  /** Checksums of the units' names, of at most 128. */
  readonly units: readonly string[];
  /** Rows by bin and condition, in the order of the reference's measures: inputs, then those of `alone`, each [conditions, bins], then the conditions. */
  readonly cells: readonly number[];
  /** Sum of each measure, in thousandths of a standard deviation. */
  readonly sums: readonly number[];
  /** Rows that were out of range, by kind and by worst channel. */
  readonly out: {
    readonly kinds: Readonly<Record<string, number>>;
    readonly channels: Readonly<Record<string, number>>;
  };
  /** Predicted remaining lives by bin; absent if they are not counted. */
  readonly predicted?: readonly number[];
}

/** How long the lists of counts are. */
export interface CountsShape {
  readonly reference: string;
  readonly cells: number;
  readonly measures: number;
  readonly conditions: number;
  readonly channels: readonly string[];
  readonly predicted: number | undefined;
}

/** Checks stored counts. Throws `DF_DRIFT_INVALID`, and `DF_DRIFT_MISMATCH` for those of another reference. */
export function validateCounts(json: unknown, shape: CountsShape): DriftCountsData {
  const data = record(typeof json === 'string' ? parse(json, invalid) : json, 'the file', invalid);
  if (data['format'] !== 'amnl-drift-counts' || data['version'] !== 1) {
    throw invalid(
      `format ${describeValue(data['format'])} version ${describeValue(data['version'])} is not amnl-drift-counts version 1`,
    );
  }
  const { reference } = data;
  if (typeof reference !== 'string') throw invalid('it has no checksum of its reference');
  if (reference !== shape.reference) {
    throw fleetError(
      'DF_DRIFT_MISMATCH',
      `these counts were made with another run: their reference is ${plainText(reference, 40)}, that of this run ${shape.reference}. Give counts of this run`,
    );
  }
  const units = data['units'];
  const hashes = Array.isArray(units) && units.every((unit) => typeof unit === 'string' && /^[\da-f]{8}$/.test(unit));
  if (!hashes || new Set(units).size !== units.length) throw invalid('units are not different checksums');
  const out = record(data['out'], 'out', invalid);
  const rows = wholes([data['rows']], 1, 'rows')[0]!;
  const cells = wholes(data['cells'], shape.cells, 'cells');
  if (sum(cells.slice(-shape.conditions)) !== rows) throw invalid('its cells are not of as many rows as it says');
  const { predicted } = shape;
  return {
    format: 'amnl-drift-counts',
    version: 1,
    reference,
    rows,
    units: units as string[],
    cells,
    sums: wholes(data['sums'], shape.measures, 'sums', Number.MIN_SAFE_INTEGER),
    out: {
      kinds: tally(out['kinds'], RANGE_KINDS, 'out.kinds'),
      channels: tally(out['channels'], [...shape.channels, 'time'], 'out.channels'),
    },
    ...(predicted !== undefined && { predicted: wholes(data['predicted'], predicted, 'predicted') }),
  };
}

function tally(value: unknown, known: readonly string[], name: string): Record<string, number> {
  const found = Object.entries(record(value, name, invalid));
  if (found.some(([key]) => !known.includes(key))) throw invalid(`${name} has a name that is not known`);
  wholes(
    found.map(([, count]) => count),
    found.length,
    name,
  );
  return Object.fromEntries(found) as Record<string, number>;
}

function wholes(value: unknown, length: number, name: string, least = 0): number[] {
  const good = (x: unknown) => Number.isSafeInteger(x) && (x as number) >= least;
  if (Array.isArray(value) && value.length === length && value.every(good)) return [...value];
  throw invalid(`${name} ${length === 1 ? 'is not a whole number' : `are not ${length} whole numbers`}`);
}

function invalid(what: string): Error {
  return fleetError('DF_DRIFT_INVALID', `the counts are damaged: ${what}. Restore the file, or count again`);
}
