import { nearest } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import type { Fleet } from '../fleet.js';
import type { ScalerData } from '../scaler-data.js';
import { type Failed, type TableOptions, timeColumn } from '../table/options.js';
import { byName, combinedChecksum } from './checksum.js';
import type { CsvFormat } from './csv-source.js';
import { findFiles, nameOf } from './find-files.js';
import { openTable } from './open-table.js';
import { type Part, type ReadPart, readPart } from './read-part.js';
import { type Tables, tablesIn } from './read-rows.js';
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
  checkUnitOfTime(checked.time, fitted);
  const { extra, columns } = await checkChannels(files[0]!, checked, fitted);
  const name = checked.name ?? nameOf(files);
  const failed = typeof checked.failed === 'object' ? checked.failed : columns.find((name) => name === checked.failed);
  const tables = tablesIn(files, checked);
  const { fleet, sums, notices } = await unitsIn(
    tables,
    { given: checked, name, failed, base, file: files[0]! },
    fitted,
  );
  const origin = { checksum: combinedChecksum(sums), simulated: false };
  return { fleet: { ...fleet, origin }, files: sums, notices: [...unused(extra), ...notices], failed };
}

/** What tables of units to predict for become, wherever they come from. @param of `file` names them in messages */
export async function unitsIn(
  tables: Tables,
  { file, given, ...of }: Pick<Part, 'given' | 'name' | 'failed' | 'base'> & { readonly file: string },
  fitted: FittedOn,
): Promise<ReadPart> {
  const { channels, settings, timeUnit } = fitted;
  const part = await readPart({ ...of, given: { ...given, settings }, tables, role: 'unknown', channels, timeUnit });
  checkKindOfTime(part.fleet.clock !== undefined, fitted, file);
  return { ...part, sums: byName(part.sums) };
}

/** Throws `DF_SCALER_MISMATCH` where life is counted in another unit. */
export function checkUnitOfTime(time: TableOptions['time'], fitted: Pick<FittedOn, 'name' | 'timeUnit'>): void {
  const { unit } = timeColumn(time);
  if (unit === undefined || unit === fitted.timeUnit) return;
  throw fleetError(
    'DF_SCALER_MISMATCH',
    `the table counts life in ${unit}, but the run was trained on ${fitted.name}, in ${fitted.timeUnit}. Convert the times`,
  );
}

/** What is said of columns that the run does not use. */
export function unused(extra: readonly string[]): string[] {
  return extra.length > 0 ? [`Columns that the run does not use: ${extra.join(', ')}`] : [];
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
  if (channels.every((channel) => columns.includes(channel))) return { extra, columns };
  const missing = channels.filter((channel) => !columns.includes(channel));
  const other = encoding === undefined ? '' : await inOther(file, { separator }, { encoding, missing });
  throw lacks(file, { name, missing, extra, other });
}

/** The error for channels that are not there. @param file what lacks them @param other what else may be the reason */
export function lacks(
  file: string,
  {
    name,
    missing,
    extra,
    other = '',
  }: {
    readonly name: string;
    readonly missing: readonly string[];
    readonly extra: readonly string[];
    readonly other?: string;
  },
): Error {
  const which = missing.map((channel) => `${channel}${near(channel, { missing, extra })}`).join(', ');
  const has = extra.length > 0 ? `; it has ${extra.join(', ')} in addition` : '';
  return fleetError(
    'DF_SCALER_MISMATCH',
    `${file} lacks channels that the run was trained on (${name}): ${which}${has}${other}`,
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

/** Of many names that are alike, as sensor_1 and sensor_2 are, a mistyped one is the nearest alone. */
function near(
  channel: string,
  { missing, extra }: { readonly missing: readonly string[]; readonly extra: readonly string[] },
): string {
  const found = nearest(channel, extra);
  return found !== undefined && nearest(found, missing) === channel ? ` (is it '${found}'?)` : '';
}
