import { plainText } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import { shown } from '../in-words.js';
import { shownCell } from '../table/cell-fault.js';
import type { Chunk, SourceColumn, TableSource } from '../table/source.js';

/** A row as databases give it: cells by column. */
export type TableRow = Readonly<Record<string, unknown>>;
/** Rows, or what gives them one after the other. */
export type TableRows = Iterable<TableRow> | AsyncIterable<TableRow>;

/** Rows at once. The first of them say which columns there are. */
const CHUNK = 4096;

/**
 * Rows in memory, or coming from elsewhere, as a table. A cell may be a number, a text, true or false, a date, or nothing.
 * @param file for messages
 * @throws `DF_ROWS_INVALID` for rows that are not objects, or a column that the first rows lack
 */
export async function openRows(rows: TableRows, file: string): Promise<TableSource> {
  const parts = inParts(rows, file);
  const { value: first = [] } = await parts.next();
  const columns = columnsOf(first);
  if (columns.length === 0) throw fleetError('DF_TABLE_EMPTY', `${file} has no rows. Give some`);
  return {
    file,
    columns,
    chunks: async function* () {
      let start = 0;
      for (let part: readonly TableRow[] | undefined = first; part; part = (await parts.next()).value) {
        yield chunkOf(part, columns, { start, file });
        start += part.length;
      }
    },
    checksum: async () => '',
    close: async () => {
      await parts.return(undefined);
    },
  };
}

async function* inParts(rows: TableRows, file: string): AsyncGenerator<readonly TableRow[], undefined> {
  const iterable =
    typeof rows === 'object' && rows !== null && (Symbol.iterator in rows || Symbol.asyncIterator in rows);
  if (!iterable)
    throw invalid(`${file} must be a list of rows, or give them one after the other, but is ${shown(rows)}`);
  let part: TableRow[] = [];
  let count = 0;
  for await (const row of rows) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      const advice = 'Give objects with a member for each column: { pump: "P-1", hour: 0, flow: 1.5 }';
      throw invalid(`${file}, row ${count + 1} is ${shown(row)}. ${advice}`);
    }
    count++;
    if (part.push(row) < CHUNK) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

function columnsOf(rows: readonly TableRow[]): SourceColumn[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].map((name) => ({ name, ...kindOf(rows.find((row) => !isNothing(row[name]))?.[name]) }));
}

/** By its first cell. Texts and numbers may be mixed, as in a CSV. */
function kindOf(cell: unknown): Omit<SourceColumn, 'name'> {
  if (cell instanceof Date) return { kind: 'instant', type: 'dates', zone: 'Z' };
  if (typeof cell === 'object' && cell !== null) return { kind: 'other', type: 'lists or records' };
  return { kind: typeof cell === 'boolean' ? 'truth' : 'text' };
}

function chunkOf(
  rows: readonly TableRow[],
  columns: readonly SourceColumn[],
  { start, file }: { readonly start: number; readonly file: string },
): Chunk {
  const known = new Set(columns.map(({ name }) => name));
  for (const [i, row] of rows.entries()) {
    for (const name of Object.keys(row)) {
      if (known.has(name)) continue;
      const has = `has a column '${plainText(name, 80)}' that the first ${CHUNK} rows lack`;
      throw invalid(`${file}, row ${start + i + 1} ${has}. Give all rows the same columns`);
    }
  }
  return {
    rows: rows.length,
    column: async (index) => {
      const { name, kind } = columns[index]!;
      if (kind !== 'instant') return [rows.map((row) => row[name])];
      return [
        rows.map((row, i) =>
          millisecondsOf(row[name], () => `${file}, row ${start + i + 1}, column '${plainText(name, 80)}'`),
        ),
      ];
    },
    place: (row) => `row ${start + row + 1}`,
  };
}

/** Of a date. One that is not valid counts as missing. */
function millisecondsOf(cell: unknown, where: () => string): number | undefined {
  if (cell instanceof Date) return cell.getTime();
  if (isNothing(cell)) return undefined;
  throw fleetError(
    'DF_TIME_MIXED',
    `${where()}: found ${shownCell(cell)}, but the cells before are dates. Give dates alone`,
  );
}

function isNothing(cell: unknown): boolean {
  return cell === null || cell === undefined;
}

function invalid(what: string): Error {
  return fleetError('DF_ROWS_INVALID', what);
}
