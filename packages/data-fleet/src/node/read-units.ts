import { didYouMean } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import type { Fleet } from '../fleet.js';
import type { ScalerData } from '../scaler-data.js';
import { type Failed, type TableOptions, timeColumn } from '../table/options.js';
import { byName, combinedChecksum } from './checksum.js';
import type { CsvFormat } from './csv-source.js';
import { findFiles, nameOf } from './find-files.js';
import { openTable } from './open-table.js';
import { readPart } from './read-part.js';
import { tablesIn } from './read-rows.js';
import { checkOptions } from './schema.js';

/** Units to predict for, and where they come from. */
export interface UnitsData {
  readonly fleet: Fleet;
  /** sha256 (hex) of each file by its path from the folder that all have in common. */
  readonly files: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
  /** What says which units failed; undefined: nothing does, and all count as running. */
  readonly failed: Failed | undefined;
}

/** What must be known of the data that a network was trained on. */
export interface FittedOn extends Pick<ScalerData, 'name' | 'channels' | 'settings' | 'timeUnit'> {
  readonly dated?: boolean | undefined;
}

/**
 * Reads units to predict for with a network whose scaler was fitted on others: the same channels by name, in whatever order. A column
 * of failures, if it is named and there, or a table of failures says which failed; without it all units count as running. That table may be
 * of more units than these, and a unit with rows after its failure runs again.
 * @param options as for `readTable`; channels, settings and whatever concerns training are not used
 * @param fitted `dated` says whether the times that it was fitted on were timestamps (true) or numbers (false); default: either is taken
 * @throws `DF_SCALER_MISMATCH` for other channels, another unit of time than the scaler's, or times of the other kind
 */
export async function readUnits(options: TableOptions, fitted: FittedOn, base = process.cwd()): Promise<UnitsData> {
  const checked = checkOptions(options, 'readUnits');
  const files = await findFiles(checked.files, base);
  const { unit } = timeColumn(checked.time);
  if (unit !== undefined && unit !== fitted.timeUnit) {
    throw fleetError(
      'DF_SCALER_MISMATCH',
      `the table counts life in ${unit}, but the run was trained on ${fitted.name}, in ${fitted.timeUnit}. Convert the times`,
    );
  }
  const { extra, columns } = await checkChannels(files[0]!, checked, fitted);
  const given = { ...checked, settings: fitted.settings };
  const name = given.name ?? nameOf(files);
  const { channels, timeUnit } = fitted;
  const tables = tablesIn(files, given);
  const failed = typeof checked.failed === 'object' ? checked.failed : columns.find((name) => name === checked.failed);
  const part = await readPart({ given, base, name, tables, role: 'unknown', failed, channels, timeUnit });
  checkKindOfTime(part.fleet.clock !== undefined, fitted, files[0]!);
  const sums = byName(part.sums);
  const origin = { checksum: combinedChecksum(sums), simulated: false };
  const unused = extra.length > 0 ? [`Columns that the run does not use: ${extra.join(', ')}`] : [];
  return { fleet: { ...part.fleet, origin }, files: sums, notices: [...unused, ...part.notices], failed };
}

/** Numbers may count anything, so they are not timestamps counted in the same unit: running hours stop while a machine stands. */
function checkKindOfTime(dated: boolean, fitted: FittedOn, file: string): void {
  if (fitted.dated === undefined || fitted.dated === dated) return;
  const counted = `counted in ${fitted.timeUnit}`;
  const [found, wanted] = dated ? ['timestamps', `numbers, ${counted}`] : ['numbers', `timestamps, ${counted}`];
  throw fleetError(
    'DF_SCALER_MISMATCH',
    `the times of ${file} are ${found}, but the run was trained on ${fitted.name}, whose times are ${wanted}. Give times of that kind`,
  );
}

/** Says at once which channels a table lacks. @returns all columns, and those that are not used */
async function checkChannels(
  file: string,
  { unit, time, failed, encoding, separator }: TableOptions,
  { name, channels }: Pick<ScalerData, 'name' | 'channels'>,
): Promise<{ extra: string[]; columns: string[] }> {
  const format: CsvFormat = { encoding, separator };
  const source = await openTable(file, format);
  await source.close();
  const columns = source.columns.map((column) => column.name);
  const used = [unit, timeColumn(time).column, failed, ...channels];
  const extra = columns.filter((column) => !used.includes(column));
  const missing = channels.filter((channel) => !columns.includes(channel));
  if (missing.length === 0) return { extra, columns };
  const lacks = missing.map((channel) => `${channel}${near(channel, extra)}`).join(', ');
  const has = extra.length > 0 ? `; it has ${extra.join(', ')} in addition` : '';
  const other = encoding === undefined ? '' : await inOther(file, { separator }, { encoding, missing });
  throw fleetError(
    'DF_SCALER_MISMATCH',
    `${file} lacks channels that the run was trained on (${name}): ${lacks}${has}${other}`,
  );
}

/** Letters read in a wrong encoding are others: whether the missing names are there in UTF-8, which programs write today. */
async function inOther(
  file: string,
  format: CsvFormat,
  { encoding, missing }: { encoding: string; missing: readonly string[] },
): Promise<string> {
  try {
    const source = await openTable(file, format);
    await source.close();
    if (!missing.every((channel) => source.columns.some((column) => column.name === channel))) return '';
    return `. Read as utf-8 it has them, and it was read as ${encoding}. Give its encoding, utf-8`;
  } catch {
    return ''; // it is not in UTF-8
  }
}

function near(channel: string, extra: readonly string[]): string {
  const found = didYouMean(channel, extra);
  return found && ` (${found.trim().replace('Did you mean', 'is it')})`;
}
