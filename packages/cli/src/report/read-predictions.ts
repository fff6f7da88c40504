import { TrainError } from '@amnl/core-loop';
import { HEALTH_STATES } from '@amnl/data-fleet';
import { thinnedUnit, type UnitResult } from '@amnl/report';
import { type CsvRow, csvRows, csvRowsOf } from '../files/csv.js';
import { textParts } from '../files/read-text.js';
import { cliError } from '../terminal/errors.js';
import { shortText } from '../terminal/plain-value.js';
import { reasonOf } from '../terminal/system-reason.js';

/** Columns that are read; a file may have more. */
const COLUMNS = ['unit', 'time', 'rul', 'health', 'true_rul'] as const;

/** Names of the same columns in other files: of the time where life is counted in cycles, of the unit in earlier releases. */
const SAME: Readonly<Record<string, string>> = { cycle: 'time', engine: 'unit' };

/** What a reader of predictions has to know. */
export interface ReadOptions {
  /** Name of the file, for messages. */
  readonly from: string;
  /** Cap of the targets. Default none. */
  readonly cap?: number | undefined;
  /** Milliseconds in the unit of time; where it is given, `timestamp` says when a unit's time 0 was. */
  readonly unitMs?: number | undefined;
}

/**
 * Reads the text of `predictions.csv` of a run: each unit's rows from its first window to its last. Where the column `censored` is
 * 1, the unit still runs, and `true_rul` is the least that its RUL can be.
 * @throws CLI_RUN_INVALID with the line
 */
export function readUnitResults(text: string, options: ReadOptions): readonly UnitResult[] {
  const reader = new UnitReader(options);
  for (const row of csvRows(text)) reader.take(row);
  return reader.end();
}

/**
 * The same from a file of any size, without a wait: see `readRunFile`. Of long histories only as many rows are kept as can be drawn.
 * @returns undefined if there is no such file
 * @throws CLI_RUN_INVALID with the line
 */
export function readUnitFile(path: string, options: ReadOptions): readonly UnitResult[] | undefined {
  const reader = new UnitReader(options);
  try {
    for (const row of csvRowsOf(textParts(path))) reader.take(row);
  } catch (error) {
    if (error instanceof TrainError) throw error;
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    if (error instanceof RangeError) throw wrong(options.from, `cannot be read: ${error.message}`);
    throw wrong(options.from, `cannot be read: ${reasonOf(error)}`, error);
  }
  return reader.end();
}

/** Rows that are kept of all units together, many times what a page shows, and of one: more than a screen has pixels. */
const ROOM = { all: 200_000, one: 4000 };

class UnitReader {
  readonly #options: ReadOptions;
  readonly #names = new Set<string>();
  readonly #units: UnitResult[] = [];
  #places: readonly number[] | undefined;
  #last: Growing | undefined;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  take(row: CsvRow): void {
    const { from, unitMs } = this.#options;
    if (!this.#places) {
      this.#places = placesIn(row.cells, from);
      return;
    }
    const one = prediction(row, this.#places, from);
    if (this.#last?.unit !== one.unit) {
      this.#finish();
      if (this.#names.has(one.unit)) throw invalid(from, row.line, `goes back to unit '${shortText(one.unit)}'`);
      this.#names.add(one.unit);
      this.#last = { unit: one.unit, ...startOf(one, unitMs), times: [], predicted: [], health: '', truth: 0 };
    }
    const before = this.#last.times.at(-1);
    if (before !== undefined && !(one.time > before)) {
      const when = `is at ${one.time} of unit '${shortText(one.unit)}', and the row before is at ${before}`;
      throw invalid(from, row.line, when);
    }
    add(this.#last, one);
  }

  end(): readonly UnitResult[] {
    if (!this.#places) placesIn([], this.#options.from);
    this.#finish();
    return this.#units;
  }

  #finish(): void {
    if (!this.#last) return;
    const most = Math.min(ROOM.one, Math.ceil(ROOM.all / (this.#units.length + 1)));
    this.#units.push(thinnedUnit(this.#last, { most, cap: this.#options.cap }));
  }
}

function placesIn(header: readonly string[], from: string): number[] {
  const names = header.map((name) => (Object.hasOwn(SAME, name) ? SAME[name] : name));
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) throw invalid(from, 1, `lacks the columns ${missing.join(', ')}`);
  return [...COLUMNS, 'censored', 'timestamp'].map((name) => names.indexOf(name));
}

/** A {@link UnitResult} that grows row by row. */
interface Growing {
  readonly unit: string;
  readonly start?: number;
  readonly times: number[];
  readonly predicted: (number | null)[];
  health: string;
  truth: number;
  running?: boolean;
}

/** One row of the file. */
interface Prediction {
  readonly unit: string;
  readonly time: number;
  readonly rul: number | null;
  readonly state: number;
  readonly truth: number;
  readonly running: boolean;
  readonly timestamp: string;
}

/** When a unit's time 0 was, by the clock that its timestamps show, whatever their zone. */
function startOf({ time, timestamp }: Prediction, unitMs: number | undefined): { start?: number } {
  const [, day, clock = '00:00'] = /^(\d{4}-\d\d-\d\d)(?:T([\d:.]+))?/.exec(timestamp) ?? [];
  const at = unitMs === undefined || day === undefined ? Number.NaN : Date.parse(`${day}T${clock}Z`) - time * unitMs;
  return Number.isFinite(at) ? { start: Math.round(at) } : {};
}

function add(unit: Growing, { time, rul, state, truth, running }: Prediction): void {
  unit.times.push(time);
  unit.predicted.push(rul);
  unit.health += state;
  unit.truth = truth;
  if (running) unit.running = true;
}

function prediction({ line, cells }: CsvRow, places: readonly number[], from: string): Prediction {
  const [unit = '', when = '', said = '', health = '', known = '', censored = '0', timestamp = ''] = places.map(
    (place) => cells[place],
  );
  const [time, rul] = [finite(when), finite(said)];
  const state = HEALTH_STATES.indexOf(health as (typeof HEALTH_STATES)[number]);
  const truth = finite(known);
  const isSaid = rul !== undefined || /^-?(NaN|Infinity)$/.test(said);
  if (time === undefined || truth === undefined || !isSaid || state === -1) {
    throw invalid(from, line, `is not a prediction: '${shortText(cells.join(','))}'`);
  }
  return { unit, time, rul: rul ?? null, state, truth, running: censored === '1', timestamp };
}

function finite(cell: string): number | undefined {
  const value = cell.trim() === '' ? Number.NaN : Number(cell);
  return Number.isFinite(value) ? value : undefined;
}

function invalid(from: string, line: number, what: string) {
  return wrong(from, what, undefined, line);
}

function wrong(from: string, what: string, cause?: unknown, line?: number) {
  const where = line === undefined ? from : `line ${line} of ${from}`;
  return cliError('CLI_RUN_INVALID', `${where} ${what}. Restore the file`, cause);
}
