import { HEALTH_STATES } from '@amnl/data-fleet';
import { csvRows } from '../../files/csv.js';
import { cliError } from '../../terminal/errors.js';
import { shortText } from '../../terminal/plain-value.js';

/** Predictions over all windows of the units that one fold held out, as its run folder has them. */
export interface HeldOutRows {
  /** Columns of the file, `censored` left out. */
  readonly columns: readonly string[];
  readonly rows: readonly HeldOutRow[];
}

/** One of these predictions. */
export interface HeldOutRow {
  /** Of {@link HeldOutRows.columns}, as they stand in the file. */
  readonly cells: readonly string[];
  readonly unit: string;
  /** NaN where the network said so. */
  readonly rul: number;
  /** Index in `HEALTH_STATES`. */
  readonly health: number;
  readonly trueRul: number;
  readonly last: boolean;
  /** Whether the unit still runs: `trueRul` is the least that it can be. */
  readonly running: boolean;
}

/**
 * Reads `predictions.csv` or `holdout.csv` of a run.
 * @param from path of the file, for messages
 * @throws CLI_RUN_INVALID with the line
 */
export function heldOutRows(text: string, from: string): HeldOutRows {
  const lines = csvRows(text);
  const header: readonly string[] = lines.next().value?.cells ?? [];
  const invalid = (line: number, what: string) =>
    cliError('CLI_RUN_INVALID', `line ${line} of ${from} ${what}. Restore the file`);
  const missing = ['unit', 'rul', 'health', 'true_rul', 'last'].filter((name) => !header.includes(name));
  if (missing.length > 0) throw invalid(1, `lacks the columns ${missing.join(', ')}`);
  const kept = header.flatMap((name, i) => (name === 'censored' ? [] : [i]));
  const rows = Array.from(lines, ({ line, cells }): HeldOutRow => {
    const cell = (name: string) => cells[header.indexOf(name)] ?? '';
    const health = (HEALTH_STATES as readonly string[]).indexOf(cell('health'));
    const [rul, trueRul] = [Number(cell('rul') || 'none'), Number(cell('true_rul') || 'none')];
    const isRul = !Number.isNaN(rul) || cell('rul') === 'NaN';
    if (cells.length !== header.length || health === -1 || !isRul || !Number.isFinite(trueRul)) {
      throw invalid(line, `is not a prediction: '${shortText(cells.join(','))}'`);
    }
    const [last, running] = [cell('last') === '1', cell('censored') === '1'];
    return { cells: kept.map((i) => cells[i]!), unit: cell('unit'), rul, health, trueRul, last, running };
  });
  return { columns: kept.map((i) => header[i]!), rows };
}
