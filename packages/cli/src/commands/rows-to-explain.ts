import { nearest, numberOf } from '@amnl/core-loop';
import { type Fleet, historyLength, isoTime, selectUnits, timeText, unitCount } from '@amnl/data-fleet';
import { loadRecordedData } from '../own-code/own-data.js';
import type { OpenRun } from '../run-folder/open-run.js';
import { cliError } from '../terminal/errors.js';
import { shortText } from '../terminal/plain-value.js';
import { notice } from '../terminal/terminal.js';
import { heldOutAgain, isTrainedOn } from './held-out-again.js';
import { readInput } from './rows-to-predict.js';

/** Flags that say what is explained. */
export interface ExplainRowFlags {
  readonly unit: string;
  readonly time?: string;
  /** A file in NASA's format, or a table. Default: the units that the run was tested with. */
  readonly input?: string;
  readonly data?: string;
  /** Columns of the table, and its encoding. */
  readonly unitColumn?: string;
  readonly timeColumn?: string;
  readonly encoding?: string;
}

/**
 * The unit that is asked for, up to the row that is asked for.
 * @throws CLI_ROW_UNKNOWN, CLI_USAGE
 */
export async function rowsToExplain(folder: string, flags: ExplainRowFlags, run: OpenRun): Promise<Fleet> {
  const fleet = await unitsIn(folder, flags, run);
  const unit = fleet.units.indexOf(flags.unit);
  if (unit < 0) throw noUnit(fleet, flags.unit, run.dataFrom === 'nasa' ? '--input' : '--data');
  return selectUnits(fleet, [unit], [rowsUpTo(fleet, unit, flags.time)]);
}

async function unitsIn(folder: string, flags: ExplainRowFlags, run: OpenRun): Promise<Fleet> {
  const { input, data, unitColumn: unit, timeColumn: time, encoding } = flags;
  if (input !== undefined && data !== undefined) {
    throw cliError('CLI_USAGE', '--input and --data exclude each other. Give one of them');
  }
  const ofTable = { 'unit-column': unit, 'time-column': time, encoding };
  const useless = Object.entries(ofTable).find(([, value]) => value !== undefined)?.[0];
  if (data === undefined && useless !== undefined) {
    throw cliError('CLI_USAGE', `--${useless} is of a table, and has no effect without --data. Leave it out`);
  }
  if (data !== undefined && (unit ?? run.reading?.unit) === undefined) {
    const advice = 'Give the columns with the name of the unit and the time';
    throw cliError('CLI_USAGE', `--data needs --unit-column and --time-column for this run. ${advice}`);
  }
  if (input === undefined && data === undefined) return testedUnits(folder, run);
  const rows = { input, data, unit, time, encoding };
  const given = Object.fromEntries(Object.entries(rows).filter(([, value]) => value !== undefined));
  const { fleet, notices } = await readInput(given, run);
  for (const message of notices) notice(message);
  return fleet;
}

async function testedUnits(folder: string, run: OpenRun): Promise<Fleet> {
  const data = await loadRecordedData(folder, run, {});
  if (!isTrainedOn(run, data)) notice(`these data are not those ${folder} was trained on`);
  return data.test ?? heldOutAgain(folder, run, data);
}

const MOST_SHOWN = 5;

function noUnit(fleet: Fleet, name: string, flag: string): Error {
  const { units, noun, role } = fleet;
  const hit = name.length <= 64 ? nearest(name, units) : undefined;
  const some = units.slice(0, MOST_SHOWN).map((unit) => shortText(unit));
  const list = `${some.join(', ')}${units.length > MOST_SHOWN ? ', …' : ''}`;
  const what = role === 'test' ? 'test ' : role === 'holdout' ? 'held-out ' : '';
  const found = `there is no ${noun} '${shortText(name)}' among ${numberOf(unitCount(fleet), `${what}${noun}`)} (${list})`;
  const advice = hit === undefined ? 'Give one of them with --unit' : `Did you mean '${shortText(hit)}'?`;
  const others = role === 'unknown' ? '' : ` Rows of other units are given with ${flag}`;
  throw cliError('CLI_ROW_UNKNOWN', `${found}. ${advice}${hit === undefined && others ? '.' : ''}${others}`);
}

/** A time as people find it in a table, in predictions or in a report. */
function rowsUpTo(fleet: Fleet, unit: number, asked: string | undefined): number {
  const rows = historyLength(fleet, unit);
  if (asked === undefined) return rows;
  const first = fleet.offsets[unit]!;
  const times = fleet.times.subarray(first, first + rows);
  const number = asked.trim() === '' ? Number.NaN : Number(asked);
  const iso = asked.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, '$1T'); // as many tables write it
  const row = times.findIndex(
    (time) =>
      Math.abs(time - number) <= 1e-6 || timeText(fleet, unit, time) === asked || isoTime(fleet, unit, time) === iso,
  );
  if (row >= 0) return row + 1;
  const text = (index: number) => isoTime(fleet, unit, times[index]!) ?? String(times[index]!);
  const after = times.findIndex((time) => time > number);
  const near = Number.isNaN(number) ? [] : after < 0 ? [rows - 1] : after === 0 ? [0] : [after - 1, after];
  const nearby = near.length === 0 ? '' : `. The nearest: ${near.map(text).join(' and ')}`;
  const span = `its ${numberOf(rows, 'row')} are from ${text(0)} to ${text(rows - 1)}`;
  throw cliError(
    'CLI_ROW_UNKNOWN',
    `${fleet.noun} ${shortText(fleet.units[unit]!)} has no row at --time ${shortText(asked)}: ${span}${nearby}`,
  );
}
