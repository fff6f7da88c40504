import type { WantedColumns } from '../table/choose-columns.js';
import { type CollectedRows, collectRows } from '../table/collect.js';
import type { TableSource } from '../table/source.js';
import type { TimeReader } from '../table/time-cell.js';
import type { CsvFormat } from './csv-source.js';
import { openTable } from './open-table.js';

/** Opens tables one after the other; `done` gets the sha256 of each file that was read to its end. */
export type Tables = (done: (file: string, sum: string) => void) => AsyncIterable<TableSource>;

/** The tables in these files. */
export function tablesIn(files: readonly string[], { encoding, separator }: CsvFormat): Tables {
  return (done) => openTables(files, { encoding, separator }, done);
}

/** Reads tables to their ends. @returns their rows, and the sha256 of each file by its path */
export async function readRows(
  tables: Tables,
  wanted: WantedColumns,
  times: TimeReader,
): Promise<{ rows: CollectedRows; sums: Record<string, string> }> {
  const sums: Record<string, string> = {};
  const opened = tables((file, sum) => {
    sums[file] = sum;
  });
  return { rows: await collectRows(opened, wanted, times), sums };
}

/** Opens one file after the other; `done` gets the sha256 of each that was read to its end. */
export async function* openTables(
  files: readonly string[],
  format?: CsvFormat,
  done?: (file: string, sum: string) => void,
): AsyncGenerator<TableSource> {
  for (const file of files) {
    const source = await openTable(file, format);
    try {
      yield source;
      done?.(file, await source.checksum());
    } finally {
      await source.close();
    }
  }
}
