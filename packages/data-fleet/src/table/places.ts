import { fleetError } from '../errors.js';
import { lastAtMost } from '../last-at-most.js';
import { CellFault } from './cell-fault.js';
import type { Chunk } from './source.js';

/** Where rows of all files together stand. */
export class Places {
  readonly #starts: number[] = [];
  readonly #files: string[] = [];
  readonly #place: Chunk['place'][] = [];

  /** Rows from `start` on come from this part of a file. */
  add(start: number, file: string, place: Chunk['place']): void {
    this.#starts.push(start);
    this.#files.push(file);
    this.#place.push(place);
  }

  /** File of a row. */
  file(row: number): string {
    return this.#files[this.#part(row)]!;
  }

  /** `pumps.csv, line 12` */
  describe(row: number): string {
    const part = this.#part(row);
    return `${this.#files[part]}, ${this.#place[part]!(row - this.#starts[part]!)}`;
  }

  #part(row: number): number {
    return lastAtMost(this.#starts, row);
  }
}

/** Reads a cell; a fault gets its place. */
export function placed<T>(read: () => T, place: () => string): T {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof CellFault) throw fleetError(fault.code, `${place()}: ${fault.message}`);
    throw fault;
  }
}
