import type { TableOptions } from '../table/options.js';
import { type PartTables, readParts, type TableData } from './read-table.js';
import { openRows, type TableRows } from './rows-source.js';
import { checkRowsOptions } from './schema.js';

/** Options of {@link fleetFromRows}: those of `readTable`, without files. */
export interface FleetFromRowsOptions
  extends Omit<TableOptions, 'files' | 'name' | 'failed' | 'test' | 'encoding' | 'separator'> {
  /** Of the data, for titles. */
  readonly name: string;
  /** A column of 0 and 1, true and false, yes and no; `true`: every unit failed at its last row. Default: none did, which is refused for training. */
  readonly failed?: string | true | undefined;
  /** Rows of units to test with. Default: none. */
  readonly test?: TableRows | undefined;
}

/**
 * Rows that come from no file, such as the answer of a database, as a fleet. They are treated as those of a table: their order does not matter, and
 * whatever is wrong with a cell is said with its row and column. Times may be dates.
 * @param rows objects with a member for each column, all at once or one after the other; each is read once
 * @throws `DF_ROWS_INVALID`, `DF_TABLE_EMPTY`, and what `readTable` throws for cells, columns and units
 */
export async function fleetFromRows(rows: TableRows, { test, ...options }: FleetFromRowsOptions): Promise<TableData> {
  const given = checkRowsOptions(options, 'fleetFromRows');
  const { name, failed } = given;
  const parts: PartTables = {
    name,
    base: '',
    train: tableOf(rows, name),
    test: test === undefined ? undefined : { tables: tableOf(test, `${name}, test`), failed },
  };
  return readParts({ ...given, files: [] }, parts);
}

function tableOf(rows: TableRows, name: string): PartTables['train'] {
  return async function* () {
    const source = await openRows(rows, name);
    try {
      yield source;
    } finally {
      await source.close();
    }
  };
}
