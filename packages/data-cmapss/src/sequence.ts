import { numberOf } from '@amnl/core-loop';
import { dataError } from './errors.js';
import { describePlace, isSpace, type Place } from './number.js';

/** Which units may follow each other in a file. */
export type SequenceRule = 'consecutive' | 'increasing';

/**
 * Why a row with (unit, cycle) cannot follow one with (lastUnit, lastCycle); undefined if it starts a new unit
 * correctly. Before the first row both are 0.
 */
export function sequenceError(
  rule: SequenceRule,
  lastUnit: number,
  lastCycle: number,
  unit: number,
  cycle: number,
  place: (column: number) => Place,
): Error | undefined {
  for (const [column, value] of [unit, cycle].entries()) {
    if (Number.isInteger(value) && value >= 1 && value < 2 ** 31) continue;
    const where = describePlace(place(column + 1));
    return dataError('DC_NOT_INTEGER', `${where}: expected a whole number of at least 1, found ${value}`);
  }
  if (unit === lastUnit) {
    return dataError(
      'DC_CYCLE_GAP',
      `${describePlace(place(2))}: unit ${unit} goes from cycle ${lastCycle} to ${cycle}; expected ${lastCycle + 1}`,
    );
  }
  const inOrder = rule === 'increasing' ? unit > lastUnit : unit === lastUnit + 1;
  if (!inOrder) {
    const expected = rule === 'increasing' ? `a unit above ${lastUnit}` : `unit ${lastUnit + 1}`;
    const after = lastUnit === 0 ? 'at the start' : `after unit ${lastUnit}`;
    return dataError('DC_ENGINE_ORDER', `${describePlace(place(1))}: expected ${expected} ${after}, found ${unit}`);
  }
  if (cycle !== 1) {
    const where = describePlace(place(2));
    return dataError('DC_CYCLE_GAP', `${where}: unit ${unit} starts at cycle ${cycle}; expected 1`);
  }
  return undefined;
}

/** The error for a line with too few or too many columns; counts them all. */
export function columnCountError(bytes: Uint8Array, lineStart: number, place: Place, expected: number): Error {
  let found = 0;
  for (let i = lineStart, inField = false; bytes[i] !== 10; i++) {
    const space = isSpace(bytes[i]!);
    if (!space && !inField) found++;
    inField = !space;
  }
  return dataError(
    'DC_COLUMN_COUNT',
    `${place.file}, line ${place.line}, column ${place.column}: expected ${numberOf(expected, 'column')}, found ${found}`,
  );
}
