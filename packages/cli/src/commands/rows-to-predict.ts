import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { numberOf } from '@amnl/core-loop';
import { type Fleet, isKnown, unitCount, withAge } from '@amnl/data-fleet';
import { type Failed, findFiles, readUnits, type TableOptions } from '@amnl/data-fleet/node';
import { isTableFile } from '../files/is-table-file.js';
import { readNasaRows } from '../nasa/load.js';
import { columnsOf, type OpenRun } from '../run-folder/open-run.js';
import type { Reading } from '../schemas/reading.js';
import { cliError } from '../terminal/errors.js';
import { shortText } from '../terminal/plain-value.js';
import { notice } from '../terminal/terminal.js';

/** Flags that say what to predict for. */
export interface RowFlags {
  /** A file in NASA's format. */
  readonly input?: string;
  /** A table: CSV or Parquet. */
  readonly data?: string;
  /** Columns of the table. */
  readonly unit?: string;
  readonly time?: string;
  /** A column of the table, or a table of failures. */
  readonly failed?: string;
  /** Of a CSV file. */
  readonly encoding?: string;
}

/** Rows to predict for. */
export interface PredictRows {
  readonly fleet: Fleet;
  /** What is to be said of them after the range. */
  readonly notices: readonly string[];
  /** Why nothing says which units have failed; undefined where something does. */
  readonly failuresUnknown?: string | undefined;
}

/** Files that are read, and must not be replaced: a glob may match the output, and training may have had a table of failures. */
export async function inputFiles({ input, data, failed: flag }: RowFlags, run: OpenRun): Promise<readonly string[]> {
  if (data === undefined) return [input ?? []].flat();
  const { failed } = failuresIn(flag, run.reading);
  return [...(await findFiles(data, process.cwd())), ...(typeof failed === 'object' ? [failed.file] : [])];
}

/** Reads the rows as those of training were read, but for what the flags say. */
export async function readInput(flags: RowFlags, run: OpenRun): Promise<PredictRows> {
  const rows = await readRows(flags, run);
  return run.config.age ? { ...rows, fleet: withAge(rows.fleet) } : rows;
}

async function readRows(flags: RowFlags, run: OpenRun): Promise<PredictRows> {
  const { input, data } = flags;
  if (input === undefined) return readTableRows(data!, flags, run);
  const { config, dataFrom } = run;
  if (dataFrom !== 'nasa') {
    throw cliError(
      'CLI_USAGE',
      '--input has the columns of C-MAPSS, and the run was trained on your own. Give --data FILE',
    );
  }
  const useless = (['unit', 'time', 'failed', 'encoding'] as const).find((name) => flags[name] !== undefined);
  if (useless !== undefined) {
    throw cliError('CLI_USAGE', `--${useless} is of a table, and has no effect on --input. Leave it out`);
  }
  return { fleet: await readNasaRows(input, config.dataset), notices: [] };
}

async function readTableRows(data: string, flags: RowFlags, run: OpenRun): Promise<PredictRows> {
  if (data.endsWith('.json')) {
    throw cliError(
      'CLI_USAGE',
      `--data is ${data}, but rows to predict for are in a table. Give a CSV or Parquet file`,
    );
  }
  const { reading, dated } = run;
  const { unit = reading?.unit, encoding = reading?.encoding } = flags;
  const time = timeIn(flags.time, reading);
  if (unit === undefined || time === undefined) {
    throw cliError('CLI_USAGE', '--data needs --unit and --time: the columns with the name of the unit and the time');
  }
  const { noun, missing, resample, separator } = reading ?? {};
  const { failed, why } = await failuresNow(flags.failed, reading);
  const table = { files: data, unit, time, noun, missing, resample, encoding, separator, failed };
  // A record may have been edited: what is in it is checked there.
  const read = await readUnits(table as TableOptions, { ...columnsOf(run), dated });
  if (read.failed !== undefined) return read;
  if (flags.failed !== undefined) {
    const advice = 'Give a column that it has, or a table of failures: a CSV or Parquet file';
    throw cliError('CLI_USAGE', `--failed is '${shortText(flags.failed)}', which ${data} has no column of. ${advice}`);
  }
  return { ...read, failuresUnknown: why ?? `${data} has no column '${shortText(String(failed))}'` };
}

/** The column of time; another one is written in the same way. */
function timeIn(column: string | undefined, reading: Reading | undefined): Reading['time'] | undefined {
  if (column === undefined) return reading?.time;
  return typeof reading?.time === 'object' ? { ...reading.time, column } : column;
}

/** What says today which units have failed, or why nothing does. */
async function failuresNow(flag: string | undefined, reading: Reading | undefined): Promise<Failures> {
  const found = failuresIn(flag, reading);
  if (flag !== undefined || typeof found.failed !== 'object') return found;
  const { file } = found.failed;
  const there = await stat(file).catch(() => undefined);
  return there ? found : { why: `the table of failures is gone: ${shortText(file)}` };
}

interface Failures {
  readonly failed?: Exclude<Failed, true>;
  readonly why?: string;
}

/** What is to say it: the flag, or else what said it in training. */
function failuresIn(flag: string | undefined, reading: Reading | undefined): Failures {
  const recorded = reading?.failed as Failed | undefined;
  if (flag !== undefined) {
    const table = typeof recorded === 'object' ? recorded : undefined;
    return { failed: isTableFile(flag) ? { ...table, file: resolve(flag) } : flag };
  }
  if (recorded === true) return { why: 'all of training had failed, and no column said so' };
  return recorded === undefined ? { why: 'no column or table of failures' } : { failed: recorded };
}

/** What has failed is not urgent: it is not in a list by urgency, or it is said that it may be. */
export function sayFailed({ fleet, failuresUnknown }: PredictRows): void {
  const units = numberOf(unitCount(fleet), fleet.noun);
  if (failuresUnknown !== undefined) {
    const which = unitCount(fleet) === 1 ? `whether the ${fleet.noun} has` : `which of these ${units} have`;
    notice(
      `nothing says ${which} failed (${failuresUnknown}): those that have are in this list, too. Give --failed, a column or a table of failures`,
    );
    return;
  }
  const failed = fleet.units.filter((_, unit) => isKnown(fleet, unit)).length;
  if (failed > 0) notice(`left out of the list: ${failed} of ${units}, which failed`);
}
