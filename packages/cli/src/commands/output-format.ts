import { extname } from 'node:path';
import { cliError } from '../terminal/errors.js';

/** Files that other programs would take for what they are not: packed ones, spreadsheets, other tables of bytes. */
const NOT_WRITTEN = [
  '.gz',
  '.zip',
  '.zst',
  '.bz2',
  '.xz',
  '.xls',
  '.xlsx',
  '.ods',
  '.arrow',
  '.feather',
  '.orc',
  '.avro',
];

/**
 * Whether predictions are written as Parquet, by the name of the file; under all other names they are text.
 * @param json whether JSON was asked for
 * @throws CLI_USAGE for JSON in a Parquet file, and for formats that are not written
 */
export function isParquet(output: string, json: boolean): boolean {
  const ending = extname(output).toLowerCase();
  if (NOT_WRITTEN.includes(ending)) {
    throw cliError(
      'CLI_USAGE',
      `--output is ${output}, but '${ending}' files are not written. Give a name that ends in .parquet, or any other for CSV or JSON`,
    );
  }
  const parquet = ending === '.parquet' || ending === '.pq';
  if (parquet && json) {
    throw cliError(
      'CLI_USAGE',
      `--output ${output} is a Parquet file, and has no JSON. Leave out --json and --json-lines`,
    );
  }
  return parquet;
}
