import { basename } from 'node:path';
import type { WantedColumns } from '../table/choose-columns.js';
import { type CollectedRows, collectRows } from '../table/collect.js';
import type { TimeReader } from '../table/time-cell.js';
import type { CsvFormat } from './csv-source.js';
import { openTable } from './open-table.js';

/** Reads files one after the other. @returns their rows, and the sha256 of each by its name */
export async function readRows(
  files: readonly string[],
  wanted: WantedColumns,
  { times, format }: { times: TimeReader; format?: CsvFormat },
): Promise<{ rows: CollectedRows; sums: Record<string, string> }> {
  const sums: Record<string, string> = {};
  async function* sources() {
    for (const file of files) {
      const source = await openTable(file, format);
      try {
        yield source;
        sums[uniqueName(sums, file)] = await source.checksum();
      } finally {
        await source.close();
      }
    }
  }
  return { rows: await collectRows(sources(), wanted, times), sums };
}

/** Files of different folders may have the same name: then their paths tell them apart. */
function uniqueName(taken: Readonly<Record<string, string>>, file: string): string {
  const name = basename(file);
  return Object.hasOwn(taken, name) ? file : name;
}
