import { HEALTH_STATES } from '@amnl/data-fleet';
import type { UnitResult } from '@amnl/report';
import { type CsvRow, csvRows } from '../files/csv.js';
import { cliError } from '../terminal/errors.js';
import { shortText } from '../terminal/plain-value.js';

/** Columns that are read; a file may have more. */
const COLUMNS = ['unit', 'time', 'rul', 'health', 'true_rul'] as const;

/** Names of the same columns in other files: of the time where life is counted in cycles, of the unit in earlier releases. */
const SAME: Readonly<Record<string, string>> = { cycle: 'time', engine: 'unit' };

/**
 * Reads `predictions.csv` of a run: each unit's rows from its first window to its last. Where the column `censored` is
 * 1, the unit still runs, and `true_rul` is the least that its RUL can be.
 * @param from name of the file, for messages
 * @param unitMs milliseconds in the unit of time; where it is given, `timestamp` says when a unit's time 0 was
 * @throws CLI_RUN_INVALID with the line
 */
export function readUnitResults(text: string, from: string, unitMs?: number): readonly UnitResult[] {
  const rows = csvRows(text);
  const header: readonly string[] = rows.next().value?.cells ?? [];
  const names = header.map((name) => (Object.hasOwn(SAME, name) ? SAME[name] : name));
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) throw invalid(from, 1, `lacks the columns ${missing.join(', ')}`);
  const places = [...COLUMNS, 'censored', 'timestamp'].map((name) => names.indexOf(name));

  const units = new Map<string, Growing>();
  let last: Growing | undefined;
  for (const row of rows) {
    const one = prediction(row, places, from);
    if (last?.unit !== one.unit) {
      if (units.has(one.unit)) throw invalid(from, row.line, `goes back to unit '${shortText(one.unit)}'`);
      last = { unit: one.unit, ...startOf(one, unitMs), times: [], predicted: [], health: '', truth: 0 };
      units.set(one.unit, last);
    }
    const before = last.times.at(-1);
    if (before !== undefined && !(one.time > before)) {
      const when = `is at ${one.time} of unit '${shortText(one.unit)}', and the row before is at ${before}`;
      throw invalid(from, row.line, when);
    }
    add(last, one);
  }
  return [...units.values()];
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
  // Only the last row is scored; a tenth is enough for the way there.
  const before = unit.predicted.length - 1;
  if (before >= 0) unit.predicted[before] = tenth(unit.predicted[before]!);
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

function tenth(rul: number | null): number | null {
  return rul === null ? null : Math.round(rul * 10) / 10;
}

function invalid(from: string, line: number, what: string) {
  return cliError('CLI_RUN_INVALID', `line ${line} of ${from} ${what}. Restore the file`);
}
