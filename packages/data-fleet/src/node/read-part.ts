import { didYouMean } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import { channelIndices, type Fleet, type Role } from '../fleet.js';
import { assembleFleet, type FleetPlan } from '../table/assemble.js';
import { doubtsOf } from '../table/doubts.js';
import { unitOfTime } from '../table/guess-columns.js';
import { type Failed, type MissingPolicy, type TableOptions, timeColumn } from '../table/options.js';
import { TimeReader } from '../table/time-cell.js';
import { dropEmpty } from '../table/usable-channels.js';
import { readFailures } from './read-failures.js';
import { readRows, type Tables } from './read-rows.js';

const MISSING: MissingPolicy = { fill: 'forward', limit: 10 };

/** The tables of one role, and how to read them. */
export interface Part {
  readonly given: TableOptions;
  readonly name: string;
  readonly role: Role;
  readonly tables: Tables;
  readonly failed: Failed | undefined;
  /** Folder from which the table of failures counts. */
  readonly base: string;
  /** Channels that other units have already. Default: `given.channels`. */
  readonly channels?: readonly string[] | undefined;
  /** Default: the given one; else hours for instants, cycles for numbers. */
  readonly timeUnit?: string | undefined;
}

/** A fleet without its origin, the sha256 of each file by its path, and what there is to say. */
export interface ReadPart {
  readonly fleet: Omit<Fleet, 'origin'>;
  readonly sums: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
}

/** Reads the files of one role. */
export async function readPart(part: Part): Promise<ReadPart> {
  const { given, failed, name, role, tables, base } = part;
  const { column, format, unit: timeUnit } = timeColumn(given.time);
  const { encoding, separator, settings = [], noun = 'unit', missing = MISSING, resample } = given;
  const channels = part.channels ?? given.channels;
  const times = new TimeReader(format);
  const byColumn = typeof failed === 'string' ? failed : undefined;
  const wanted = { unit: given.unit, time: column, failed: byColumn, channels, ignore: ignored(given) };
  const read = await readRows(tables, wanted, times);
  if (role === 'train') requireIgnored(given.ignore, read.rows.columns, name);
  if (read.rows.unit.length === 0) throw noRows(name, Object.keys(read.sums));
  const rows = part.channels ? read.rows : dropEmpty(read.rows, given.channels !== undefined);
  channelIndices({ name, channels: rows.channels }, settings);
  const table = typeof failed === 'object' ? failed : undefined;
  const found =
    table &&
    (await readFailures(table, { unit: given.unit, time: column, times }, { base, format: { encoding, separator } }));
  const plan: FleetPlan = {
    name,
    noun,
    role,
    settings,
    missing,
    resample,
    timeUnit: part.timeUnit ?? timeUnit ?? (times.format === 'number' ? unitOfTime(column) : 'hours'),
    failed: found ? found.failures : byColumn === undefined ? (failed as true | undefined) : 'column',
  };
  const { fleet, notices } = assembleFleet(rows, plan);
  return {
    fleet,
    sums: { ...read.sums, ...(found && { [found.path]: found.checksum }) },
    notices: [...rows.notices, ...doubtsOf(fleet, part.timeUnit !== undefined || timeUnit !== undefined), ...notices],
  };
}

function noRows(name: string, [file = name, ...more]: readonly string[]): Error {
  const which = more.length > 0 ? `${file}, as the ${more.length} after it,` : file;
  return fleetError('DF_TABLE_EMPTY', `${which} has no rows. Give a table with some`);
}

/** A name with a slip would ignore nothing, and the network might be shown what it must not see. */
function requireIgnored(ignore: readonly string[] = [], columns: readonly string[], name: string): void {
  const unknown = ignore.find((column) => !columns.includes(column));
  if (unknown === undefined) return;
  throw fleetError(
    'DF_COLUMN_UNKNOWN',
    `${name} has no column '${unknown}' (to ignore).${didYouMean(unknown, columns) || ' Remove this name'}`,
  );
}

/** Columns that are never channels by default: also a column of failures that this part does not use. */
function ignored({ ignore = [], failed }: TableOptions): string[] {
  return [...ignore, ...(typeof failed === 'string' ? [failed] : [])];
}
