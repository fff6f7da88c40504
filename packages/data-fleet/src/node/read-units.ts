import { basename, extname } from 'node:path';
import { didYouMean } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import type { Fleet } from '../fleet.js';
import type { ScalerData } from '../scaler-data.js';
import { type TableOptions, timeColumn } from '../table/options.js';
import { byName, combinedChecksum } from './checksum.js';
import type { CsvFormat } from './csv-source.js';
import { findFiles } from './find-files.js';
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
}

/**
 * Reads units to predict for with a network whose scaler was fitted on others: the same channels by name, in whatever order. A column
 * of failures, if it is named and there, says which failed; without it all units count as running.
 * @param options as for `readTable`; channels, settings and whatever concerns training are not used
 * @throws `DF_SCALER_MISMATCH` for other channels or another unit of time than the scaler's
 */
export async function readUnits(
  options: TableOptions,
  fitted: Pick<ScalerData, 'name' | 'channels' | 'settings' | 'timeUnit'>,
  base = process.cwd(),
): Promise<UnitsData> {
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
  const name = given.name ?? basename(files[0]!, extname(files[0]!));
  const { channels, timeUnit } = fitted;
  const tables = tablesIn(files, given);
  const failed = columns.find((column) => column === checked.failed);
  const part = await readPart({ given, base, name, tables, role: 'unknown', failed, channels, timeUnit });
  const sums = byName(part.sums);
  const origin = { checksum: combinedChecksum(sums), simulated: false };
  const unused = extra.length > 0 ? [`Columns that the run does not use: ${extra.join(', ')}`] : [];
  return { fleet: { ...part.fleet, origin }, files: sums, notices: [...unused, ...part.notices] };
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
  throw fleetError(
    'DF_SCALER_MISMATCH',
    `${file} lacks channels that the run was trained on (${name}): ${lacks}${has}`,
  );
}

function near(channel: string, extra: readonly string[]): string {
  const found = didYouMean(channel, extra);
  return found && ` (${found.trim().replace('Did you mean', 'is it')})`;
}
