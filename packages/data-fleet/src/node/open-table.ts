import { openRegular, UnfitFile } from '@amnl/core-loop/node';
import { fleetError } from '../errors.js';
import type { TableSource } from '../table/source.js';
import { type CsvFormat, openCsv } from './csv-source.js';
import { openParquet } from './parquet-source.js';

/** Opens a table by what it holds: Parquet by its first bytes or its name, else CSV. */
export async function openTable(file: string, format?: CsvFormat): Promise<TableSource> {
  const { handle, size } = await openRegular(file, Number.POSITIVE_INFINITY).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  try {
    if (size === 0) throw fleetError('DF_TABLE_EMPTY', `${file} is empty. Give a table`);
    const first = new Uint8Array(4);
    await handle.read(first, 0, 4, 0);
    const magic = String.fromCharCode(...first);
    if (magic.startsWith('\x1f\x8b') || magic.startsWith('PK')) {
      throw fleetError('DF_FILE_UNFIT', `${file} is packed or a spreadsheet. Unpack it, or export it as CSV`);
    }
    const parquet = magic === 'PAR1' || /\.(parquet|pq)$/i.test(file);
    return await (parquet ? openParquet(file, handle, size) : openCsv(file, handle, format));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function unreadable(file: string, cause: unknown): Error {
  if (cause instanceof UnfitFile) {
    const advice = 'Give the path of a table; of several at once a pattern such as folder/*.csv';
    return fleetError('DF_FILE_UNFIT', `${file} cannot be read: ${cause.message}. ${advice}`, cause);
  }
  const { code } = cause as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'is missing' : `cannot be read (${code})`;
  return fleetError('DF_FILE_MISSING', `${file} ${why}. Give the path of a file that can be read`, cause);
}
