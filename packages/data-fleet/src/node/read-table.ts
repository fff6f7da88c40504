import { dirname, join, resolve } from 'node:path';
import { readRegular, UnfitFile } from '@amnl/core-loop/node';
import { fleetError } from '../errors.js';
import type { Clock, Fleet } from '../fleet.js';
import type { FleetData } from '../fleet-data.js';
import { fleetRules, requireFailures } from '../table/fleet-rules.js';
import { type Failed, type TableOptions, type TestFiles, timeColumn } from '../table/options.js';
import { byName, combinedChecksum, fleetChecksum } from './checksum.js';
import { findFiles, nameOf } from './find-files.js';
import { readPart } from './read-part.js';
import { type Tables, tablesIn } from './read-rows.js';
import { checkDataset, checkOptions, type Dataset } from './schema.js';

/** Which columns were read, for people. */
export interface TableColumns {
  readonly unit: string;
  readonly time: string;
  /** What says which units failed: a column, a table of failures, or that all did. */
  readonly failed: string;
}

/** A table as a fleet: units to train on, units to test with if there are some, what goes with them, and their origin. */
export interface TableData extends FleetData {
  readonly name: string;
  readonly columns: TableColumns;
  /** sha256 (hex) of each file, that of failures included, by its path from the folder that all have in common. */
  readonly files: Readonly<Record<string, string>>;
  /** sha256 over the lines `name sha256` of `files`; of rows that come from no file {@link fleetChecksum}. */
  readonly checksum: string;
  /** For the user, one sentence each: what was left out, filled or derived. */
  readonly notices: readonly string[];
}

/**
 * Reads a table of machines: CSV or Parquet, one file or many. The order of rows does not matter: units are sorted by name, rows by
 * time.
 * @param base folder from which relative paths count; default the current one
 * @throws errors with codes `DF_…`, with file, place, column and what to do: see `docs/errors.md`
 */
export async function readTable(options: TableOptions, base = process.cwd()): Promise<TableData> {
  const given = checkOptions(options, 'readTable');
  const files = await findFiles(given.files, base);
  const name = given.name ?? nameOf(files);
  return readParts(given, { name, base, train: tablesIn(files, given), test: await testTables(given, base) });
}

/** What {@link readTable} will call the data, before anything of them is read. Throws `DF_FILE_MISSING`. */
export async function tableName(
  { name, files }: Pick<TableOptions, 'name' | 'files'>,
  base = process.cwd(),
): Promise<string> {
  return name ?? nameOf(await findFiles(files, base));
}

/** Tables of each role. */
export interface PartTables {
  readonly name: string;
  /** Folder from which a table of failures counts. */
  readonly base: string;
  readonly train: Tables;
  readonly test?: { readonly tables: Tables; readonly failed: Failed | undefined } | undefined;
}

/** What tables become, wherever they come from. */
export async function readParts(given: TableOptions, { name, base, train, test }: PartTables): Promise<TableData> {
  const part = await readPart({ given, base, name, tables: train, role: 'train', failed: given.failed });
  const tested = test && (await readTest(given, { ...test, base }, part.fleet));
  const sums = byName({ ...part.sums, ...tested?.sums });
  const checksum =
    Object.keys(sums).length > 0
      ? combinedChecksum(sums)
      : fleetChecksum(part.fleet, ...(tested ? [tested.fleet] : []));
  const origin = { checksum, simulated: false };
  const fleet: Fleet = { ...part.fleet, origin };
  requireFailures(fleet, test !== undefined);
  const { rules, notices } = fleetRules(fleet, given);
  return {
    name,
    columns: { unit: given.unit, time: timeColumn(given.time).column, failed: failedInWords(given.failed) },
    train: fleet,
    ...(tested && { test: { ...tested.fleet, origin } }),
    rules,
    files: sums,
    checksum,
    notices: [...part.notices, ...(tested ? [...tested.notices, ...sameNames(fleet, tested.fleet)] : []), ...notices],
  };
}

function failedInWords(failed: TableOptions['failed']): string {
  if (failed === undefined) return 'nothing';
  if (failed === true) return 'every unit failed at its last row';
  return typeof failed === 'string' ? failed : `the table ${failed.file}`;
}

/** The units to test with: the same columns as those to train on. */
async function readTest(
  given: TableOptions,
  { base, tables, failed }: NonNullable<PartTables['test']> & { readonly base: string },
  { name, channels, timeUnit, clock }: Omit<Fleet, 'origin'>,
) {
  const part = await readPart({ given, base, name, tables, role: 'test', failed, channels, timeUnit });
  const [found, wanted] = [timesInWords(part.fleet.clock), timesInWords(clock)];
  if (found !== wanted) {
    throw fleetError(
      'DF_TIME_MIXED',
      `the times of the units to test with are ${found}, but those of ${name} to train on are ${wanted}. Write all times in one format and one zone, best in UTC`,
    );
  }
  return { ...part, notices: part.notices.map((notice) => `Test: ${notice}`) };
}

function timesInWords(clock: Clock | undefined): string {
  if (clock === undefined) return 'numbers';
  if (clock.zone === 'date') return 'days without a time';
  return clock.zone === '' ? 'timestamps without a zone' : `timestamps in zone ${clock.zone}`;
}

async function testTables(given: TableOptions, base: string): Promise<PartTables['test']> {
  if (given.test === undefined) return undefined;
  const { files: patterns, failed = given.failed } = testFiles(given.test);
  return { tables: tablesIn(await findFiles(patterns, base), given), failed };
}

/** Units of both parts may be others of the same name, as NASA's are; the same ones would make every network look good. */
function sameNames({ units, noun }: Fleet, test: Omit<Fleet, 'origin'>): string[] {
  const known = new Set(units);
  const same = test.units.filter((name) => known.has(name));
  if (same.length === 0) return [];
  const shown = same.length > 5 ? `${same.slice(0, 5).join(', ')}, …` : same.join(', ');
  return [
    `Test: ${same.length} of ${test.units.length} ${noun}s have the name of one to train on: ${shown}. If they are the same ones, the test says nothing`,
  ];
}

function testFiles(test: NonNullable<TableOptions['test']>): TestFiles {
  return typeof test === 'object' && 'files' in test ? test : { files: test };
}

/** Longest `dataset.json` in bytes. */
const MAX_BYTES = 1 << 20;

/**
 * Reads a `dataset.json`, and the tables that it names, whose relative paths count from its folder.
 * @param path of the file, or of its folder
 * @param instead used instead of what the file says
 * @throws `DF_FILE_MISSING`, `DF_DATASET_INVALID`, and what {@link readTable} throws
 */
export async function readDataset(
  path: string,
  instead: Partial<Pick<TableOptions, 'name' | 'rulCap'>> = {},
): Promise<TableData> {
  const file = path.endsWith('.json') ? path : join(path, 'dataset.json');
  const { format, version, ...options } = await readDatasetFile(file);
  return readTable({ ...options, ...instead }, dirname(resolve(file)));
}

/** Reads and checks a `dataset.json` alone. */
export async function readDatasetFile(file: string): Promise<Dataset> {
  const bytes = await readRegular(file, MAX_BYTES).catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    const why =
      cause instanceof UnfitFile
        ? `cannot be read: ${cause.message}`
        : code === 'ENOENT'
          ? 'is missing'
          : `cannot be read (${code})`;
    throw fleetError('DF_FILE_MISSING', `${file} ${why}. Give the path of a dataset.json`, cause);
  });
  return parseDataset(new TextDecoder().decode(bytes), file);
}

/** A `dataset.json` from its text. @param where for messages */
export function parseDataset(text: string, where = 'dataset.json'): Dataset {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fleetError('DF_DATASET_INVALID', `${where} is not JSON: ${(cause as Error).message}`, cause);
  }
  return checkDataset(value, where);
}
