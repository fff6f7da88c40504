import { numberOf, TrainError } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import { LEAST_KNOWN } from '../prepare.js';
import { CellFault, shownCell } from '../table/cell-fault.js';
import { collectRows } from '../table/collect.js';
import { describeRows, type RowFacts } from '../table/describe-rows.js';
import { isSpreadsheetDay } from '../table/doubts.js';
import { endsByColumn } from '../table/ends.js';
import {
  type Guess,
  guessColumns,
  guessFormat,
  mayBeFailed,
  namedTime,
  nounOf,
  unitOfTime,
} from '../table/guess-columns.js';
import { isMissing } from '../table/number-cell.js';
import { sortRows } from '../table/order.js';
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

/** A row for every 12 hours or less often: then life is counted in days. */
const SPARSE = 12 * 3_600_000;

/**
 * Looks at a table, and guesses which column names the unit, which is time, which says that a unit failed, and which are settings.
 * Throws `DF_COLUMN_UNKNOWN` if no column looks like a unit or like time, and what opening files throws; whatever else is wrong is
 * a problem of the description.
 * @param files paths or globs
 * @param base folder from which relative ones count; default the current one
 */
export async function describeTable(
  files: string | readonly string[],
  { base = process.cwd(), ...format }: CsvFormat & { base?: string } = {},
): Promise<TableDescription> {
  const paths = await findFiles(files, base);
  if (paths[0]!.endsWith('.json')) {
    throw fleetError('DF_FILE_UNFIT', `${paths[0]} is JSON, as a description of tables is. Give the tables themselves`);
  }
  const samples = await sample(paths[0]!, format);
  const columns = guessColumns(samples);
  const of = (role: Guess['role']) => columns.filter((guess) => guess.role === role).map(({ column }) => column);
  const [unit] = of('unit');
  const [time] = of('time');
  if (unit === undefined || time === undefined)
    throw unit === undefined ? notFound(paths[0]!, samples, 'unit') : noTime(paths[0]!, samples);
  const [failed] = of('failed');
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

/** What training will say of a column of numbers, and how many of its cells it is about. */
function brokenInWords({ name, fault, numeric, filled }: ColumnSample, file: string): string {
  const { place, message, code } = fault!;
  return `${file}, ${place}, column '${name}': ${message}. ${numeric} of the ${filled} cells looked at are numbers, so training takes it for a channel, and stops here (${code})`;
}

function unsureFailed({ name, cells }: ColumnSample): string {
  const [a, b] = new Set(cells.filter((cell) => !isMissing(cell)).map(shownCell));
  return `${name} has only ${a} and ${b}: if it says which units failed, write 0 and 1, and name it in \`failed\``;
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
  wanted: { unit: string; time: string; failed: string | undefined; channels: readonly string[] },
  times: TimeReader,
  format: CsvFormat,
): Promise<{ facts?: RowFacts; problem?: string }> {
  try {
    const rows = await collectRows(openTables(paths, format), wanted, times);
    const sorted = sortRows(rows);
    const ends = rows.failed && endsByColumn(rows, sorted);
    return { facts: describeRows(rows, sorted, { noun: nounOf(wanted.unit), ends }) };
  } catch (error) {
    if (error instanceof TrainError && error.code.startsWith('DF_'))
      return { problem: `${error.detail} (${error.code})` };
    throw error;
  }
}

function problemsOf(facts: RowFacts, { inUnit, ms }: { inUnit: string; ms: number }): string[] {
  const problems = [...facts.suspicious];
  const { failed, irregular, step, channels } = facts;
  if (failed === undefined) {
    problems.push(
      'nothing says which units failed: name a column or a table of failures in `failed`, or set it to true if all did',
    );
  } else if (failed === 0) problems.push('no unit failed');
  else if (failed < LEAST_KNOWN) {
    problems.push(
      `${numberOf(failed, 'unit')} failed: training needs ${LEAST_KNOWN}, unless there are files to test with`,
    );
  }
  const constant = channels.filter(({ min, max }) => min === max).map(({ name }) => name);
  if (constant.length > 0) problems.push(`the same in all rows: ${constant.join(', ')}`);
  const gaps = channels.filter(({ longestGap }) => longestGap > 10);
  for (const { name, longestGap } of gaps) {
    problems.push(`${name} is missing in up to ${longestGap} rows in a row: set \`missing\`, or leave it out`);
  }
  if (irregular > 0.2) {
    problems.push(
      `${Math.round(irregular * 100)} % of the rows do not follow the row before at the median step, ${Number((step / ms).toPrecision(3))} (in ${inUnit}): consider \`resample\``,
    );
  }
  return problems;
}

/** A time that cannot be read, as a day before its month, is said as training says it. */
function noTime(file: string, samples: readonly ColumnSample[]): Error {
  const reader = new TimeReader();
  for (const { name, cells, firstPlace } of samples.filter(namedTime)) {
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

function notFound(file: string, samples: readonly ColumnSample[], what: 'unit' | 'time'): Error {
  const names = samples.map(({ name }) => name).slice(0, 20);
  const wanted = what === 'unit' ? 'names the machine of each row' : 'is the time of each row';
  return fleetError(
    'DF_COLUMN_UNKNOWN',
    `${file} has no column that looks as if it ${wanted}. Name it: ${names.join(', ')}`,
  );
}
