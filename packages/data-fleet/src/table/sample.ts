import type { FleetErrorCode } from '../errors.js';
import type { CellFault } from './cell-fault.js';
import { channelCell, isMissing, numberCell } from './number-cell.js';
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
  /** Of a text column, how many cells that hold anything were looked at, and how many are numbers, however written. */
  readonly filled: number;
  readonly numeric: number;
  /** Where the first cell that holds anything stands. */
  readonly firstPlace: string;
  /** The first cell that cannot be read as a number: where, and what is wrong. */
  readonly fault?: { readonly place: string; readonly code: FleetErrorCode; readonly message: string };
}

/** Whether a column is one of numbers some of which cannot be read: training takes it for a channel, and stops at such a cell. */
export function brokenNumbers({ kind, numbers, instants, flags, filled, numeric }: ColumnSample): boolean {
  return kind === 'text' && !numbers && !instants && !flags && numeric > 0 && 2 * numeric >= filled;
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
      firstPlace: chunk.place(
        Math.max(
          0,
          cells.findIndex((cell) => !isMissing(cell)),
        ),
      ),
      ...(kind === 'text' ? countNumbers(cells, chunk) : { filled: full.length, numeric: 0 }),
    });
  }
  return samples;
}

function countNumbers(cells: readonly unknown[], { place }: Chunk) {
  let [filled, numeric] = [0, 0];
  let fault: ColumnSample['fault'];
  for (const [row, cell] of cells.entries()) {
    if (isMissing(cell)) continue;
    filled++;
    const wrong = numberFault(cell);
    if (wrong === undefined || wrong.code !== 'DF_NOT_A_NUMBER') numeric++;
    if (wrong) fault ??= { place: place(row), code: wrong.code, message: wrong.message };
  }
  return { filled, numeric, ...(fault && { fault }) };
}

function numberFault(cell: unknown): CellFault | undefined {
  try {
    channelCell(cell);
    return undefined;
  } catch (fault) {
    return fault as CellFault;
  }
}

function succeeds(read: (cell: unknown) => unknown, cell: unknown): boolean {
  try {
    read(cell);
    return true;
  } catch {
    return false;
  }
}
