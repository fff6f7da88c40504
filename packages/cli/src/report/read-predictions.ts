import { thinnedUnit, type UnitResult } from '@amnl/report';
import { type CsvRow, csvRows } from '../files/csv.js';
import { invalidLine, type PredictionRow, predictionRows, runTable } from '../run-folder/prediction-rows.js';
import { shortText } from '../terminal/plain-value.js';

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
  return unitsIn(csvRows(text), options);
}

/**
 * The same from a file of any size, without a wait: see `readRunFile`. Of long histories only as many rows are kept as can be drawn.
 * @throws CLI_RUN_INVALID with the line
 */
export function readUnitFile(path: string, options: Omit<ReadOptions, 'from'>): readonly UnitResult[] {
  return unitsIn(runTable(path), { ...options, from: path });
}

/** Rows that are kept of all units together, many times what a page shows, and of one: more than a screen has pixels. */
const ROOM = { all: 200_000, one: 4000 };

function unitsIn(rows: Iterable<CsvRow>, { from, cap, unitMs }: ReadOptions): readonly UnitResult[] {
  const names = new Set<string>();
  const units: UnitResult[] = [];
  let last: Growing | undefined;
  const finish = () => {
    if (last)
      units.push(thinnedUnit(last, { most: Math.min(ROOM.one, Math.ceil(ROOM.all / (units.length + 1))), cap }));
  };
  for (const row of predictionRows(rows, from)) {
    const { unit, time, line } = row;
    if (last?.unit !== unit) {
      finish();
      if (names.has(unit)) throw invalidLine(from, line, `goes back to unit '${shortText(unit)}'`);
      names.add(unit);
      last = { unit, ...startOf(row, unitMs), times: [], predicted: [], health: '', truth: 0 };
    }
    const before = last.times.at(-1);
    if (before !== undefined && !(time > before)) {
      throw invalidLine(from, line, `is at ${time} of unit '${shortText(unit)}', and the row before is at ${before}`);
    }
    add(last, row);
  }
  finish();
  return units;
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

/** When a unit's time 0 was, by the clock that its timestamps show, whatever their zone. */
function startOf({ time, timestamp }: PredictionRow, unitMs: number | undefined): { start?: number } {
  const [, day, clock = '00:00'] = /^(\d{4}-\d\d-\d\d)(?:T([\d:.]+))?/.exec(timestamp) ?? [];
  const at = unitMs === undefined || day === undefined ? Number.NaN : Date.parse(`${day}T${clock}Z`) - time * unitMs;
  return Number.isFinite(at) ? { start: Math.round(at) } : {};
}

function add(unit: Growing, { time, rul, health, trueRul, running }: PredictionRow): void {
  unit.times.push(time);
  unit.predicted.push(Number.isFinite(rul) ? rul : null);
  unit.health += health;
  unit.truth = trueRul;
  if (running) unit.running = true;
}
