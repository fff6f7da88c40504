import type { Fleet } from '@amnl/data-fleet';
import { RAW_COLUMNS } from './columns.js';
import type { RawRows } from './parse.js';

/**
 * Writes rows in the 26-column format, NASA's line shape (one space between values, two after the last, LF). Numbers are
 * the shortest decimals that read back as the same float32, so `parseCmapss(formatCmapss(rows))` gives `rows`.
 * @yields text of one unit at a time
 */
export function* formatCmapss(rows: RawRows | Pick<Fleet, 'units' | 'offsets' | 'values'>): Generator<string> {
  for (let unit = 0; unit < rows.units.length; unit++) {
    const lines: string[] = [];
    for (let row = rows.offsets[unit]!; row < rows.offsets[unit + 1]!; row++) {
      const fields: (string | number)[] = [rows.units[unit]!, row - rows.offsets[unit]! + 1];
      for (let i = 0; i < RAW_COLUMNS; i++) fields.push(formatFloat32(rows.values[row * RAW_COLUMNS + i]!));
      lines.push(`${fields.join(' ')}  \n`);
    }
    yield lines.join('');
  }
}

/** Writes a RUL file: the cycles left of each unit, one value a line with a trailing space, as NASA's. */
export function formatRul(endRul: ArrayLike<number>): string {
  return Array.from(endRul, (value) => `${value} \n`).join('');
}

/** The shortest of 6 to 9 significant digits that reads back as the float32 `x`; 9 always do. */
export function formatFloat32(x: number): string {
  if (Number.isInteger(x) && Math.abs(x) < 1e6) return Object.is(x, -0) ? '-0' : String(x);
  for (let precision = 6; precision < 9; precision++) {
    const rounded = Number(x.toPrecision(precision));
    if (Math.fround(rounded) === x) return String(rounded);
  }
  return String(Number(x.toPrecision(9)));
}
