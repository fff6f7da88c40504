import { plainText } from '@amnl/core-loop';
import { fleetError } from '../errors.js';
import type { Fleet } from '../fleet.js';
import { quote } from '../in-words.js';
import { shownCell } from '../table/cell-fault.js';
import { timeColumn } from '../table/options.js';
import type { TableSource } from '../table/source.js';
import type { FleetFromRowsOptions } from './fleet-from-rows.js';
import { plainUnits, type UnitColumns } from './plain-units.js';
import { checkUnitOfTime, type FittedOn, lacks, type UnitsData, unitsIn, unused } from './read-units.js';
import { checkRowsOptions } from './schema.js';

/** Options of {@link unitsFromColumns}. */
export type UnitsFromColumnsOptions = Pick<FleetFromRowsOptions, 'name' | 'noun' | 'time' | 'missing' | 'resample'>;

/**
 * Units in memory to predict for, as columns, with a network whose scaler was fitted on others: what {@link readUnits} is for files. All of
 * them count as running. Cells are checked as those of a file are; a number as text is refused.
 * @param units each name once
 * @throws `DF_SCALER_MISMATCH` for other channels or another kind of time, `DF_ROWS_INVALID`, `DF_NOT_A_NUMBER`, and what `readUnits`
 *   throws for cells
 */
export async function unitsFromColumns(
  units: readonly UnitColumns[],
  options: UnitsFromColumnsOptions,
  fitted: FittedOn,
): Promise<UnitsData> {
  const { name, ...given } = checkRowsOptions({ ...options, unit: UNIT }, 'unitsFromColumns');
  checkUnitOfTime(given.time, fitted);
  const { column: time } = timeColumn(given.time);
  const extra = new Set<string>();
  const names = new Set<string>();
  for (const [i, unit] of units.entries()) {
    checkColumns(unit, { fitted, time, extra, where: placeOf(i) });
    if (names.has(unit.unit)) {
      throw fleetError(
        'DF_ROWS_INVALID',
        `${placeOf(i)}.unit: ${quote(unit.unit)} is there twice. Give all rows of a unit together`,
      );
    }
    names.add(unit.unit);
  }
  const plain = given.resample === undefined ? plainUnits(units, time, fitted) : undefined;
  const about = { name, noun: given.noun ?? 'unit', role: 'unknown' as const };
  if (plain) return dataOf({ ...about, ...plain }, units, unused([...extra]));
  const tables = async function* () {
    yield sourceOf(units, [time, ...fitted.channels], name);
  };
  const plan = { given: { ...given, files: [] }, name, failed: undefined, base: '', file: name };
  const { fleet, notices } = await unitsIn(tables, plan, fitted);
  return dataOf(fleet, units, [...unused([...extra]), ...notices]);
}

function dataOf(
  fleet: Omit<Fleet, 'origin' | 'units'>,
  units: readonly UnitColumns[],
  notices: readonly string[],
): UnitsData {
  const origin = { checksum: '', simulated: false };
  return { fleet: { ...fleet, units: units.map(({ unit }) => unit), origin }, files: {}, notices, failed: undefined };
}

/** What the column of units is called here: no column that is given can have this name. */
const UNIT = '\u0000unit';

function checkColumns(
  { columns }: UnitColumns,
  of: { readonly fitted: FittedOn; readonly time: string; readonly extra: Set<string>; readonly where: string },
): void {
  const { fitted, time, where } = of;
  const extra = Object.keys(columns).filter((name) => name !== time && !fitted.channels.includes(name));
  const missing = fitted.channels.filter((name) => !Object.hasOwn(columns, name));
  if (missing.length > 0) throw lacks(`${where}.columns`, { name: fitted.name, missing, extra });
  for (const name of extra) of.extra.add(name);
  const times = Object.hasOwn(columns, time) && columns[time];
  if (!times) {
    throw fleetError('DF_COLUMN_UNKNOWN', `${where}.columns has no column of time. Give '${plainText(time)}'`);
  }
  for (const name of fitted.channels) {
    const cells = columns[name]!;
    const path = () => `${where}.columns.${plainText(name, 80)}`;
    if (cells.length !== times.length) {
      const what = `${path()} has ${cells.length} cells, and '${plainText(time)}' has ${times.length}`;
      throw fleetError('DF_ROWS_INVALID', `${what}. Give every column one for each row`);
    }
    for (let row = 0; row < cells.length; row++) {
      if (typeof cells[row] !== 'string') continue;
      const found = `expected a number, or null if nothing was measured; found ${shownCell(cells[row])}`;
      throw fleetError('DF_NOT_A_NUMBER', `${path()}[${row}]: ${found}`);
    }
  }
}

/** What a unit is called until its rows are read: messages name its place, and units keep their order. */
function placeOf(unit: number): string {
  return `units[${unit}]`;
}

/** One chunk for each unit. */
function sourceOf(units: readonly UnitColumns[], names: readonly string[], file: string): TableSource {
  return {
    file,
    columns: [UNIT, ...names].map((name) => ({ name, kind: 'text' })),
    chunks: async function* () {
      for (const [i, { columns }] of units.entries()) {
        const rows = columns[names[0]!]!.length;
        yield {
          rows,
          column: async (index) => [
            index === 0 ? new Array<string>(rows).fill(placeOf(i)) : columns[names[index - 1]!]!,
          ],
          place: (row) => `${placeOf(i)}, row ${row + 1}`,
        };
      }
    },
    checksum: async () => '',
    close: async () => {},
  };
}
