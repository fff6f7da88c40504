import { fillUniform } from '@amnl/core-loop';
import type { Cells, Measured } from './cells.js';
import { chanceLevels, type Levels } from './chance.js';

/** Units whose differences say what chance does, and the cells of all of them, which bound their number. */
const MOST_UNITS = 100;
const MOST_CELLS = 4_000_000;

/** Counts of some units, each of its life and of a random stretch of it. */
export class UnitCounts {
  /** How many units there is room for. */
  readonly room: number;
  readonly #cells: Cells;
  readonly #whole: Float32Array;
  readonly #part: Float32Array;
  readonly #cuts: Float32Array;
  #units = 0;

  constructor(cells: Cells) {
    this.#cells = cells;
    this.room = Math.max(1, Math.min(MOST_UNITS, Math.floor(MOST_CELLS / cells.length)));
    // Of a size that does not depend on the fleet's.
    this.#whole = new Float32Array(this.room * cells.length);
    this.#part = new Float32Array(this.room * cells.length);
    this.#cuts = fillUniform(new Float32Array(2 * this.room), 0, 'drift stretches', 0);
  }

  /** Adds a unit. @param measured what `measure` leaves of row 0, 1, … `rows` − 1 */
  add(rows: number, measured: Measured, measure: (row: number) => void): void {
    const unit = this.#units++;
    const [a, b] = [this.#cuts[2 * unit]! * rows, this.#cuts[2 * unit + 1]! * rows];
    const [from, to] = [Math.floor(Math.min(a, b)), Math.ceil(Math.max(a, b))];
    const [whole, part] = [this.#of(this.#whole, unit), this.#of(this.#part, unit)];
    for (let row = 0; row < rows; row++) {
      measure(row);
      this.#cells.count(measured, whole);
      if (row >= from && (row < to || row === from)) this.#cells.count(measured, part);
    }
  }

  /** What chance does. @param references units in the reference */
  levels(references: number): Levels {
    const each = (of: Float32Array) => Array.from({ length: this.#units }, (_, unit) => this.#of(of, unit));
    return chanceLevels(this.#cells, each(this.#whole), each(this.#part), Math.min(references, MOST_UNITS));
  }

  #of(tables: Float32Array, unit: number): Float32Array {
    return tables.subarray(unit * this.#cells.length, (unit + 1) * this.#cells.length);
  }
}

/** At most so many of some things, evenly spaced. */
export function evenly<T>(things: readonly T[], most: number): T[] {
  const count = Math.min(most, things.length);
  return Array.from({ length: count }, (_, i) => things[Math.floor((i * things.length) / count)]!);
}
