import { TrainError } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import { LEAST_KNOWN } from '../prepare.js';
import { CellFault } from '../table/cell-fault.js';
import { unknownColumn } from '../table/choose-columns.js';
import { collectRows } from '../table/collect.js';
import { describeRows, type RowFacts } from '../table/describe-rows.js';
import { isSpreadsheetDay } from '../table/doubts.js';
import { endsByColumn, FAILED } from '../table/ends.js';
import {
  daysNotRead,
  type Guess,
  guessColumns,
  guessFormat,
  mayBeFailed,
  type NamedColumns,
  namedTime,
  nounOf,
  unitOfTime,
} from '../table/guess-columns.js';
import { isMissing } from '../table/number-cell.js';
import { sortRows } from '../table/order.js';
import { brokenInWords, problemsOf, unreadDays, unsureFailed } from '../table/problems.js';
import { brokenNumbers, type ColumnSample, sampleColumns } from '../table/sample.js';
import { TimeReader, UNIT_MS } from '../table/time-cell.js';
import type { CsvFormat } from './csv-source.js';
import { findFiles } from './find-files.js';
import { openTable } from './open-table.js';
import { openTables } from './read-rows.js';
import type { Dataset } from './schema.js';

/** What a table looks like: guesses to be checked by a person, who knows the machines. */
export interface TableDescription {
  readonly files: readonly string[];
  /** Every column in the order of the table: what it is taken for, and why. */
  readonly columns: readonly Guess[];
  /** Undefined if the table cannot be read to its end with these guesses: `problems` says why. */
  readonly facts: RowFacts | undefined;
  /** Milliseconds in the unit of time of `dataset`, where times are instants; the times in `facts` are then in milliseconds. */
  readonly timeUnitMs?: number;
  /** What prevents training, or should be known; one sentence each. */
  readonly problems: readonly string[];
  /** Whether nothing is known that makes training stop. */
  readonly ready: boolean;
  /** To be written as `dataset.json`. */
  readonly dataset: Dataset;
}

/** What is known of a table before it is looked at. */
export interface DescribeOptions extends CsvFormat, NamedColumns {
  /** Folder from which relative paths count. Default: the current one. */
  readonly base?: string | undefined;
}

/** A row for every 12 hours or less often: then life is counted in days. */
const SPARSE = 12 * 3_600_000;

/**
 * Looks at a table, and guesses which column names the unit, which is time, which says that a unit failed, and which are settings.
 * Throws `DF_COLUMN_UNKNOWN` if no column looks like a unit or like time, or if one that is named is not there,
 * `DF_DATASET_INVALID` if one is named twice, and what opening files throws; whatever else is wrong is a problem of the description.
 * @param files paths or globs
 * @param options `base`: folder from which relative ones count, default the current one; `unit`, `time`, `failed`: columns, instead
 * of guesses (`failed: true`: every unit failed at its last row); `encoding`, `separator`: of CSV files, as in `TableOptions`
 */
export async function describeTable(
  files: string | readonly string[],
  { base = process.cwd(), unit: saidUnit, time: saidTime, failed: saidFailed, ...format }: DescribeOptions = {},
): Promise<TableDescription> {
  const paths = await findFiles(files, base);
  if (paths[0]!.endsWith('.json')) {
    throw fleetError('DF_FILE_UNFIT', `${paths[0]} is JSON, as a description of tables is. Give the tables themselves`);
  }
  const samples = await sample(paths[0]!, format);
  const said = { unit: saidUnit, time: saidTime, failed: saidFailed };
  checkNamed(paths[0]!, samples, said);
  const columns = guessColumns(samples, said);
  const of = (role: Guess['role']) => columns.filter((guess) => guess.role === role).map(({ column }) => column);
  const [unit] = of('unit');
  const [time] = of('time');
  if (unit === undefined || time === undefined)
    throw unit === undefined ? notFound(paths[0]!, samples, 'unit') : noTime(paths[0]!, samples);
  const failed = saidFailed === true || of('failed')[0];
  const channels = columns.filter(({ role }) => role === 'channel' || role === 'setting').map(({ column }) => column);
  const timeFormat = guessFormat(samples.find(({ name }) => name === time)!);
  const times = new TimeReader(timeFormat);
  const broken = samples.filter((sample) => channels.includes(sample.name) && brokenNumbers(sample));
  // The other channels are counted nevertheless.
  const sound = channels.filter((name) => !broken.some((sample) => sample.name === name));
  const { facts, problem } = await factsOf(paths, { unit, time, failed, channels: sound }, times, format);
  const instants = times.format !== undefined && times.format !== 'number';
  const counted = unitOfTime(time);
  const serial = !instants && counted === 'cycles' && firsts(samples, time).every(isSpreadsheetDay);
  const inUnit = instants ? (facts && facts.step >= SPARSE ? 'days' : 'hours') : serial ? 'days' : counted;
  const dataset: Dataset = {
    format: 'amnl-dataset',
    version: 1,
    files,
    noun: nounOf(unit),
    unit,
    time: { column: time, ...(timeFormat && { format: timeFormat }), unit: inUnit },
    channels,
    ...(of('setting').length > 0 && { settings: of('setting') }),
    ...(failed !== undefined && { failed }),
    ...format,
  };
  const problems = [
    ...broken.map((sample) => brokenInWords(sample, paths[0]!)),
    ...(failed === undefined ? samples.filter(mayBeFailed).map(unsureFailed) : []),
    ...samples.filter((sample) => of('ignored').includes(sample.name) && daysNotRead(sample)).map(unreadDays),
    ...(problem === undefined
      ? problemsOf(facts!, instants ? { inUnit, ms: UNIT_MS[inUnit]! } : { inUnit, ms: 1 })
      : [problem]),
  ];
  if (serial) {
    problems.push(`${time} looks like the days of a spreadsheet (45292 is 2024-01-01), so life is counted in days`);
  }
  const ready = broken.length === 0 && (facts?.failed ?? 0) >= LEAST_KNOWN;
  return { files: paths, columns, facts, problems, ready, dataset, ...(instants && { timeUnitMs: UNIT_MS[inUnit]! }) };
}

/** Numbers of time in the first rows. */
function firsts(samples: readonly ColumnSample[], time: string): number[] {
  return samples.find(({ name }) => name === time)!.cells.map(Number);
}

async function sample(file: string, format: CsvFormat): Promise<ColumnSample[]> {
  const source = await openTable(file, format);
  try {
    for await (const chunk of source.chunks()) return await sampleColumns(source.columns, chunk);
    throw fleetError('DF_TABLE_EMPTY', `${file} has no rows. Give a table with some`);
  } finally {
    await source.close();
  }
}

/** Reads all of it; whatever is wrong with it is said, and not thrown. */
async function factsOf(
  paths: readonly string[],
  { failed, ...wanted }: { unit: string; time: string; failed: string | true | undefined; channels: readonly string[] },
  times: TimeReader,
  format: CsvFormat,
): Promise<{ facts?: RowFacts; problem?: string }> {
  try {
    const column = failed === true ? undefined : failed;
    const rows = await collectRows(openTables(paths, format), { ...wanted, failed: column }, times);
    const sorted = sortRows(rows);
    const ends = failed === true ? sorted.units.map(() => FAILED) : rows.failed && endsByColumn(rows, sorted);
    return { facts: describeRows(rows, sorted, { noun: nounOf(wanted.unit), ends }) };
  } catch (error) {
    if (error instanceof TrainError && error.code.startsWith('DF_'))
      return { problem: `${error.detail} (${error.code})` };
    throw error;
  }
}

/** A time that cannot be read, as a day before its month, is said as training says it. */
function noTime(file: string, samples: readonly ColumnSample[]): Error {
  const reader = new TimeReader();
  for (const { name, cells, firstPlace } of samples.filter((sample) => namedTime(sample) || daysNotRead(sample))) {
    const cell = cells.find((each) => !isMissing(each));
    try {
      reader.read(cell);
    } catch (fault) {
      if (fault instanceof CellFault && fault.code !== 'DF_CELL_EMPTY')
        return fleetError(fault.code, `${file}, ${firstPlace}, column '${name}': ${fault.message}`);
    }
  }
  return notFound(file, samples, 'time');
}

/** Throws unless the columns that somebody has named are there, each for one thing. */
function checkNamed(file: string, columns: readonly ColumnSample[], { unit, time, failed }: NamedColumns): void {
  const roles = new Map<string, string>();
  for (const [name, role] of [
    [unit, 'of the unit'],
    [time, 'of time'],
    [failed, 'that says which units failed'],
  ] as const) {
    if (typeof name !== 'string') continue;
    if (!columns.some((column) => column.name === name)) throw unknownColumn({ file, columns }, name, role);
    const other = roles.get(name);
    if (other !== undefined) {
      throw fleetError('DF_DATASET_INVALID', `'${name}' is named as the column ${other} and ${role}. Name two columns`);
    }
    roles.set(name, role);
  }
}

function notFound(file: string, samples: readonly ColumnSample[], what: 'unit' | 'time'): Error {
  const names = samples.map(({ name }) => name).slice(0, 20);
  const wanted = what === 'unit' ? 'names the machine of each row' : 'is the time of each row';
  return fleetError(
    'DF_COLUMN_UNKNOWN',
    `${file} has no column that looks as if it ${wanted}. Name it as \`${what}\` (amnl data describe --${what} COLUMN), one of: ${names.join(', ')}`,
  );
}
