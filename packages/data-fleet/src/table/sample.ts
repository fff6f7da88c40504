import { isMissing, numberCell } from './number-cell.js';
import type { CellKind, Chunk, SourceColumn } from './source.js';
import { parseIso } from './time-cell.js';
import { truthCell } from './truth-cell.js';

/** The first cells of a column, and what all of them are that hold anything. */
export interface ColumnSample {
  readonly name: string;
  readonly kind: CellKind;
  readonly cells: readonly unknown[];
  readonly empty: boolean;
  readonly numbers: boolean;
  readonly instants: boolean;
  /** All yes or no, in whatever way. */
  readonly flags: boolean;
  /** Number of different cells. */
  readonly distinct: number;
}

/** Rows that a guess is based on. */
const ROWS = 5000;

/** Looks at the first rows of every column. */
export async function sampleColumns(columns: readonly SourceColumn[], chunk: Chunk): Promise<ColumnSample[]> {
  const samples: ColumnSample[] = [];
  for (const [index, { name, kind }] of columns.entries()) {
    const cells =
      kind === 'other' ? [] : (await chunk.column(index)).flatMap((part) => Array.from(part)).slice(0, ROWS);
    const full = cells.filter((cell) => !isMissing(cell));
    const every = (is: (cell: unknown) => boolean) => full.length > 0 && full.every(is);
    samples.push({
      name,
      kind,
      cells,
      empty: full.length === 0,
      numbers: kind !== 'instant' && every((cell) => succeeds(numberCell, cell)),
      instants: kind === 'instant' || every((cell) => typeof cell === 'string' && parseIso(cell.trim()) !== undefined),
      flags: every((cell) => succeeds(truthCell, cell)),
      distinct: new Set(full.map(String)).size,
    });
  }
  return samples;
}

function succeeds(read: (cell: unknown) => unknown, cell: unknown): boolean {
  try {
    read(cell);
    return true;
  } catch {
    return false;
  }
}
