import { dirname, resolve } from 'node:path';
import type { FleetData } from '@amnl/data-fleet';
import {
  type Dataset,
  fleetChecksum,
  readDatasetFile,
  readTable,
  type TableColumns,
  type TableOptions,
  tableName,
} from '@amnl/data-fleet/node';
import type { AskedConfig } from '../config/config.js';
import { isTableFile } from '../files/is-table-file.js';
import { DEFAULT_DATASET } from '../nasa/datasets.js';
import { loadNasa } from '../nasa/load.js';
import type { Reading } from '../schemas/reading.js';
import { cliError } from '../terminal/errors.js';
import { notice } from '../terminal/terminal.js';

/** Units to train and test with, and where they come from. */
export interface LoadedData extends FleetData {
  readonly simulated: boolean;
  /** `'code'`: a function of your own; `'table'`: your own files; of C-MAPSS a folder, the cache, a download, or a fleet made in memory. */
  readonly source: 'code' | 'table' | 'dir' | 'cache' | 'download' | 'simulated';
  readonly directory: string | undefined;
  /** Whether the files are NASA's own. */
  readonly official: boolean;
  /** sha256 (hex) of each file by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly checksum: string;
  /** Of tables: sha256 (hex) over the units as they were read, whatever data and units are called. */
  readonly content?: string;
  /** What was read of your own tables. */
  readonly columns?: TableColumns;
  readonly notices: readonly string[];
  /** Of tables: how their rows are read. */
  readonly reading?: Reading;
}

/** Whether data from there are the user's, and not of C-MAPSS. */
export function isOwnData(source: string | undefined): boolean {
  return source === 'table' || source === 'code';
}

/** What says where the data are. */
export type DataSettings = Pick<
  AskedConfig,
  'dataset' | 'data' | 'unit' | 'time' | 'timeUnit' | 'failed' | 'rulCap' | 'dataDir' | 'simulate'
>;

/** Loads the data a configuration asks for, showing a download's progress and telling what the user should know of it. */
export async function loadData(settings: DataSettings): Promise<LoadedData> {
  const loaded = settings.data === undefined ? await loadNasa(settings) : await loadTable(settings, settings.data);
  for (const message of loaded.notices) notice(message);
  return loaded;
}

async function loadTable(settings: DataSettings, files: readonly string[]): Promise<LoadedData> {
  const { dataset, rulCap } = settings;
  const given = { ...(dataset !== undefined && { name: dataset }), ...(rulCap !== undefined && { rulCap }) };
  const [file] = files as [string];
  const { options, base } = isDescription(files)
    ? { options: optionsIn(await readDatasetFile(file)), base: dirname(resolve(file)) }
    : { options: tableOptions(settings, files), base: process.cwd() };
  const data = await readTable({ ...options, ...given }, base);
  return {
    ...data,
    reading: readingOf(options, base),
    content: contentOf(data),
    simulated: false,
    official: false,
    source: 'table',
    directory: undefined,
  };
}

/** The same files, read in another way, have another one. */
function contentOf({ train, test }: FleetData): string {
  const fleets = test ? [train, test] : [train];
  return fleetChecksum(...fleets.map((fleet) => ({ ...fleet, name: '', noun: '' })));
}

function optionsIn({ format: _, version: __, ...options }: Dataset): TableOptions {
  return options;
}

/** What the data of a configuration will be called, before they are loaded. */
export async function dataName({ dataset, data }: DataSettings): Promise<string> {
  if (dataset !== undefined) return dataset;
  if (data === undefined) return DEFAULT_DATASET;
  if (!isDescription(data)) return tableName({ files: data });
  return tableName(await readDatasetFile(data[0]!), dirname(data[0]!));
}

/** Whether the data are given by a file that describes them. */
function isDescription(files: readonly string[]): boolean {
  return files.length === 1 && files[0]!.endsWith('.json');
}

/** How rows of the tables are read, and rows to predict for. What is undefined is left out. */
function readingOf(options: TableOptions, base: string): Reading {
  const { noun, unit, time, failed: ends, missing, resample, encoding, separator } = options;
  const failed = typeof ends === 'object' ? { ...ends, file: resolve(base, ends.file) } : ends;
  const said = { noun, unit, time, failed, missing, resample, encoding, separator };
  return JSON.parse(JSON.stringify(said)) as Reading;
}

function timeColumn(column: string, unit: string | undefined): TableOptions['time'] {
  return unit === undefined ? column : { column, unit };
}

/** A column, a table of failures, or all. */
function failedBy(failed: string | undefined): Pick<TableOptions, 'failed'> {
  if (failed === undefined) return {};
  if (failed === 'all') return { failed: true };
  return { failed: isTableFile(failed) ? { file: failed } : failed };
}

function tableOptions(settings: DataSettings, files: readonly string[]): TableOptions {
  const { unit, time, timeUnit, failed } = settings;
  if (unit === undefined || time === undefined) {
    const flag = unit === undefined ? '--unit' : '--time';
    throw cliError(
      'CLI_DATA_UNDESCRIBED',
      `--data ${files[0]} needs ${flag}: the column that ${unit === undefined ? 'names the machine' : 'has the time'}. 'amnl data describe ${files[0]}' guesses all of it and writes a dataset.json to give instead`,
    );
  }
  return {
    files,
    unit,
    time: timeColumn(time, timeUnit),
    ...failedBy(failed),
  };
}
