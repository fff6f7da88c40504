import { decileBorders } from './bins.js';
import { Cells } from './cells.js';
import type { SharesData } from './drift-data.js';
import { sharesOf } from './psi.js';
import { evenly, UnitCounts } from './unit-counts.js';

/**
 * What predicted remaining lives are compared with: those of units that the network was not trained on, over their whole lives.
 * @param unit of each prediction, its index, ascending
 * @param rul predicted, likewise; at least one
 */
export function fitPredicted(unit: ArrayLike<number>, rul: ArrayLike<number>): SharesData {
  const borders = decileBorders(Float32Array.from(rul).sort());
  const cells = new Cells([borders], 1);
  const measured = { out: new Float32Array(1), condition: 0 };
  const measure = (row: number) => {
    measured.out[0] = rul[row]!;
  };
  const counts = new Float64Array(cells.length);
  const begins: number[] = [];
  for (let row = 0; row < rul.length; row++) {
    measure(row);
    cells.count(measured, counts);
    if (row === 0 || unit[row] !== unit[row - 1]) begins.push(row);
  }
  const units = new UnitCounts(cells);
  const lives = begins.map((first, i) => ({ first, rows: (begins[i + 1] ?? rul.length) - first }));
  for (const { first, rows } of evenly(lives, units.room)) units.add(rows, measured, (row) => measure(first + row));
  const { chance } = units.levels(lives.length);
  return { borders, shares: [sharesOf(cells.of(counts, 0))], chance: chance[0]! };
}
