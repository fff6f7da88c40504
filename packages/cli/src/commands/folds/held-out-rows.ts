import { TrainError } from '@amnl/core-loop';
import { HEALTH_STATES } from '@amnl/data-fleet';
import { type CsvRow, csvRowsOf } from '../../files/csv.js';
import { textParts } from '../../files/read-text.js';
import { cliError } from '../../terminal/errors.js';
import { shortText } from '../../terminal/plain-value.js';
import { reasonOf } from '../../terminal/system-reason.js';

/** A prediction of a unit that was held out. */
export interface HeldOutRow {
  readonly unit: string;
  /** NaN where the network said so. */
  readonly rul: number;
  /** Index in `HEALTH_STATES`. */
  readonly health: number;
  readonly trueRul: number;
  readonly last: boolean;
  /** Whether the unit still runs: `trueRul` is the least that it can be. */
  readonly running: boolean;
  /** By the columns of the file. */
  readonly cells: Readonly<Record<string, string>>;
}

const COLUMNS = ['unit', 'rul', 'health', 'true_rul', 'last'];

/**
 * The predictions of a run over all windows of the units that it held out, read as they are asked for: `predictions.csv`, or `holdout.csv`.
 * @throws CLI_RUN_INVALID with the line
 */
export function* heldOutRows(path: string): Generator<HeldOutRow> {
  let header: readonly string[] | undefined;
  try {
    for (const row of csvRowsOf(textParts(path))) {
      if (header) yield asPrediction(row, header, path);
      else header = checked(row.cells, path);
    }
    if (!header) checked([], path);
  } catch (error) {
    if (error instanceof TrainError) throw error;
    const reason = error instanceof RangeError ? error.message : reasonOf(error);
    throw cliError('CLI_RUN_INVALID', `${path} cannot be read: ${reason}. Restore the file`, error);
  }
}

function checked(header: readonly string[], path: string): readonly string[] {
  const missing = COLUMNS.filter((name) => !header.includes(name));
  if (missing.length > 0) throw invalid(path, 1, `lacks the columns ${missing.join(', ')}`);
  return header;
}

function asPrediction({ line, cells: found }: CsvRow, header: readonly string[], path: string): HeldOutRow {
  const cells = Object.fromEntries(header.map((name, i) => [name, found[i] ?? '']));
  const { unit = '', rul: said = '', health: state = '', true_rul: truth = '', last, censored } = cells;
  const [rul, trueRul] = [Number(said), Number(truth)];
  const health = (HEALTH_STATES as readonly string[]).indexOf(state);
  const isSaid = said !== '' && (!Number.isNaN(rul) || said === 'NaN');
  if (found.length !== header.length || health === -1 || !isSaid || truth === '' || !Number.isFinite(trueRul)) {
    throw invalid(path, line, `is not a prediction: '${shortText(found.join(','))}'`);
  }
  return { unit, rul, health, trueRul, last: last === '1', running: censored === '1', cells };
}

function invalid(path: string, line: number, what: string) {
  return cliError('CLI_RUN_INVALID', `line ${line} of ${path} ${what}. Restore the file`);
}
