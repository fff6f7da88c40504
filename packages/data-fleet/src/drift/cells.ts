import { binOf } from './bins.js';

/** A row that was measured. */
export interface Measured {
  readonly out: Float32Array;
  readonly condition: number;
}

/** Counts of a row's measures by bin and condition, in one array, so that fleets of them can be added up. */
export class Cells {
  /** First cell of each measure; its cells are [conditions, bins]. The last cells are those of the conditions themselves. */
  readonly starts: readonly number[];
  readonly bins: readonly number[];
  readonly length: number;
  readonly conditions: number;
  readonly #borders: readonly (readonly number[])[];

  constructor(borders: readonly (readonly number[])[], conditions: number) {
    this.#borders = borders;
    this.conditions = conditions;
    this.bins = borders.map(({ length }) => length + 1);
    let next = 0;
    this.starts = this.bins.map((bins) => {
      const start = next;
      next += bins * conditions;
      return start;
    });
    this.length = next + conditions;
  }

  /** Counts the row that was measured last. */
  count({ out, condition }: Measured, into: Float64Array | Float32Array): void {
    for (let i = 0; i < this.starts.length; i++) {
      into[this.starts[i]! + condition * this.bins[i]! + binOf(this.#borders[i]!, out[i]!)]! += 1;
    }
    into[this.length - this.conditions + condition]! += 1;
  }

  /** Rows of each condition. */
  mix(counts: Float64Array): Float64Array {
    return counts.subarray(this.length - this.conditions);
  }

  /** Counts of a measure; [conditions, bins], one condition after the other. */
  of(counts: Float64Array, measure: number): Float64Array {
    const start = this.starts[measure]!;
    return counts.subarray(start, start + this.bins[measure]! * this.conditions);
  }
}
