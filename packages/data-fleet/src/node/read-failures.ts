import { resolve } from 'node:path';
import { TrainError } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import { layoutOf } from '../table/choose-columns.js';
import { unitName } from '../table/collect.js';
import type { Failure } from '../table/ends.js';
import { isMissing, numberCell } from '../table/number-cell.js';
import type { FailureTable } from '../table/options.js';
import { placed } from '../table/places.js';
import type { TableSource } from '../table/source.js';
import type { TimeReader } from '../table/time-cell.js';
import type { CsvFormat } from './csv-source.js';
import { openTable } from './open-table.js';

/**
 * Reads a table of failures, whose times must be written as those of the data.
 * @param data names of the data's columns, and how its times are written
 */
export async function readFailures(
  { file, unit, time, remaining }: FailureTable,
  data: { readonly unit: string; readonly time: string; readonly times: TimeReader },
  { base, format }: { base: string; format?: CsvFormat },
): Promise<{ failures: Failure[]; path: string; checksum: string }> {
  const path = resolve(base, file);
  const source = await openTable(path, format);
  try {
    const layout = failureLayout(source, { unit: unit ?? data.unit, time: remaining ?? time ?? data.time });
    const { zone } = source.columns[layout.time]!;
    const failures: Failure[] = [];
    for await (const chunk of source.chunks()) {
      const [units, times] = [await cells(chunk.column(layout.unit)), await cells(chunk.column(layout.time))];
      for (let row = 0; row < chunk.rows; row++) {
        const place = `${path}, ${chunk.place(row)}`;
        const at = () => place;
        const name = placed(() => unitName(units[row]), at);
        const cell = times[row];
        if (isMissing(cell)) failures.push({ unit: name, place });
        else if (remaining !== undefined)
          failures.push({ unit: name, remaining: placed(() => numberCell(cell), at), place });
        else failures.push({ unit: name, time: placed(() => data.times.read(cell, zone), at), place });
      }
    }
    return { failures, path, checksum: await source.checksum() };
  } finally {
    await source.close();
  }
}

function failureLayout(source: TableSource, wanted: { unit: string; time: string }) {
  try {
    return layoutOf(source, wanted, []);
  } catch (error) {
    if (!(error instanceof TrainError) || error.code !== 'DF_COLUMN_UNKNOWN') throw error;
    const advice = 'Name its columns: "failed": { "file": …, "unit": …, "time": … }';
    throw fleetError('DF_COLUMN_UNKNOWN', `${error.detail}. ${advice}`, error);
  }
}

async function cells(parts: Promise<readonly ArrayLike<unknown>[]>): Promise<unknown[]> {
  return (await parts).flatMap((part) => Array.from(part));
}
