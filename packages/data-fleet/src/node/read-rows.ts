import type { WantedColumns } from '../table/choose-columns.js';
import { type CollectedRows, collectRows } from '../table/collect.js';
import type { TableSource } from '../table/source.js';
import type { TimeReader } from '../table/time-cell.js';
import type { CsvFormat } from './csv-source.js';
import { openTable } from './open-table.js';

/** Reads files one after the other. @returns their rows, and the sha256 of each by its path */
export async function readRows(
  files: readonly string[],
  wanted: WantedColumns,
  { times, format }: { times: TimeReader; format?: CsvFormat },
): Promise<{ rows: CollectedRows; sums: Record<string, string> }> {
  const sums: Record<string, string> = {};
  const done = (file: string, sum: string) => {
    sums[file] = sum;
  };
  return { rows: await collectRows(openTables(files, format, done), wanted, times), sums };
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
