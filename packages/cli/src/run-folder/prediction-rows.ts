import { HEALTH_STATES } from '@amnl/data-fleet';
import { type CsvRow, csvRowsOf } from '../files/csv.js';
import { textParts } from '../files/read-text.js';
import { cliError } from '../terminal/errors.js';
import { shortText } from '../terminal/plain-value.js';
import { reasonOf } from '../terminal/system-reason.js';

/** A row of `predictions.csv` or `holdout.csv` of a run: the prediction over one window, with the truth. */
export interface PredictionRow {
  readonly unit: string;
  readonly time: number;
  /** As ISO 8601; empty where the file has none. */
  readonly timestamp: string;
  /** NaN or infinite where the network said so. */
  readonly rul: number;
  /** Index in `HEALTH_STATES`. */
  readonly health: number;
  readonly trueRul: number;
  /** Whether it is the unit's last window. */
  readonly last: boolean;
  /** Whether the unit still runs: `trueRul` is the least that it can be. */
  readonly running: boolean;
  /** Line in the file, from 1. */
  readonly line: number;
  /** All cells, and the columns that they are of. */
  readonly cells: readonly string[];
  readonly columns: readonly string[];
}

const COLUMNS = ['unit', 'time', 'rul', 'health', 'true_rul'] as const;
const MORE = ['last', 'censored', 'timestamp'] as const;

/** Names of the same columns in other files: of the time where life is counted in cycles, of the unit in earlier releases. */
const SAME: Readonly<Record<string, string>> = { cycle: 'time', engine: 'unit' };

/**
 * Reads the rows of such a file as they are asked for.
 * @param from name of the file, for messages
 * @throws CLI_RUN_INVALID with the line
 */
export function* predictionRows(rows: Iterable<CsvRow>, from: string): Generator<PredictionRow> {
  let columns: readonly string[] | undefined;
  let places: readonly number[] = [];
  for (const row of rows) {
    if (columns) yield prediction(row, columns, places, from);
    else places = placesIn((columns = row.cells), from);
  }
  if (!columns) placesIn([], from);
}

/**
 * The rows of a CSV file of a run, of any size, without a wait: see `readRunFile`.
 * @throws CLI_RUN_INVALID if it cannot be read
 */
export function* runTable(path: string): Generator<CsvRow> {
  try {
    yield* csvRowsOf(textParts(path));
  } catch (error) {
    throw cliError('CLI_RUN_INVALID', `${path} cannot be read: ${reasonOf(error)}. Restore the file`, error);
  }
}

/** Says that a line is not what a run has left. */
export function invalidLine(from: string, line: number, what: string) {
  return cliError('CLI_RUN_INVALID', `line ${line} of ${from} ${what}. Restore the file`);
}

function placesIn(header: readonly string[], from: string): number[] {
  const names = header.map((name) => (Object.hasOwn(SAME, name) ? SAME[name] : name));
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) throw invalidLine(from, 1, `lacks the columns ${missing.join(', ')}`);
  return [...COLUMNS, ...MORE].map((name) => names.indexOf(name));
}

function prediction(
  { line, cells }: CsvRow,
  columns: readonly string[],
  places: readonly number[],
  from: string,
): PredictionRow {
  const [unit = '', when = '', said = '', state = '', known = '', last, censored, timestamp = ''] = places.map(
    (place) => cells[place],
  );
  const [time, rul, trueRul] = [finite(when), finite(said), finite(known)];
  const health = (HEALTH_STATES as readonly string[]).indexOf(state);
  const isSaid = rul !== undefined || /^-?(NaN|Infinity)$/.test(said);
  if (time === undefined || trueRul === undefined || !isSaid || health === -1 || cells.length !== columns.length) {
    throw invalidLine(from, line, `is not a prediction: '${shortText(cells.join(','))}'`);
  }
  const flags = { last: last === '1', running: censored === '1' };
  return { unit, time, timestamp, rul: rul ?? Number(said), health, trueRul, ...flags, line, cells, columns };
}

function finite(cell: string): number | undefined {
  const value = cell.trim() === '' ? Number.NaN : Number(cell);
  return Number.isFinite(value) ? value : undefined;
}
