import { HEALTH_STATES } from '@amnl/data-fleet';
import type { UnitResult } from '@amnl/report';
import { cliError } from '../terminal/errors.js';
import { shortText } from '../terminal/plain-value.js';

/** Columns that are read; a file may have more. */
const COLUMNS = ['unit', 'cycle', 'rul', 'health', 'true_rul'] as const;

/** What runs of earlier releases call the column `unit`. */
const OLD_UNIT = 'engine';

/**
 * Reads `predictions.csv` of a run: each unit's rows from its first window to its last.
 * @param from name of the file, for messages
 * @throws CLI_RUN_INVALID with the line
 */
export function readUnitResults(text: string, from: string): readonly UnitResult[] {
  const [header = '', ...rows] = text.trimEnd().split('\n');
  const names = header.split(',').map((name) => (name === OLD_UNIT ? 'unit' : name));
  const places = COLUMNS.map((name) => names.indexOf(name));
  const missing = COLUMNS.filter((_, i) => places[i] === -1);
  if (missing.length > 0) throw invalid(from, 1, `lacks the columns ${missing.join(', ')}`);

  const units: (Omit<UnitResult, 'predicted' | 'health' | 'truth'> & Growing)[] = [];
  for (const [i, row] of rows.entries()) {
    const cells = row.split(',');
    const [unit, cycle, rul, , truth] = places.map((place) => Number(cells[place] || Number.NaN));
    const state = HEALTH_STATES.indexOf(cells[places[3]!] as (typeof HEALTH_STATES)[number]);
    const known = Number.isFinite(rul) || /^-?(NaN|Infinity)$/.test(cells[places[2]!] ?? '');
    if (![unit, cycle, truth].every(Number.isFinite) || !known || state === -1) {
      throw invalid(from, i + 2, `is not a prediction: '${shortText(row)}'`);
    }
    if (units.at(-1)?.unit !== unit) {
      units.push({ unit: unit!, from: cycle!, predicted: [], health: '', truth: truth! });
    }
    const last = units.at(-1)!;
    if (cycle !== last.from + last.predicted.length) {
      throw invalid(
        from,
        i + 2,
        `has cycle ${cycle} of unit ${unit} where ${last.from + last.predicted.length} is due`,
      );
    }
    // Only the last cycle is scored; a tenth of a cycle is enough for the way there.
    const before = last.predicted.length - 1;
    if (before >= 0) last.predicted[before] = tenth(last.predicted[before]!);
    last.predicted.push(Number.isFinite(rul) ? rul! : null);
    last.health += state;
    last.truth = truth!;
  }
  return units;
}

/** The part of a {@link UnitResult} that grows row by row. */
interface Growing {
  readonly predicted: (number | null)[];
  health: string;
  truth: number;
}

function tenth(rul: number | null): number | null {
  return rul === null ? null : Math.round(rul * 10) / 10;
}

function invalid(from: string, line: number, what: string) {
  return cliError('CLI_RUN_INVALID', `line ${line} of ${from} ${what}. Restore the file`);
}
