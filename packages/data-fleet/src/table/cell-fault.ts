import type { FleetErrorCode } from '../errors.js';
import { quote } from '../in-words.js';

/** What is wrong with a cell. Who reads the table adds where it stands. */
export class CellFault extends Error {
  readonly code: FleetErrorCode;

  constructor(code: FleetErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A cell for a message: text in quotes, cut at 40 characters. */
export function shownCell(cell: unknown): string {
  if (typeof cell === 'string') return quote(cell);
  if (cell === null || cell === undefined) return 'nothing';
  return typeof cell === 'object' ? 'a list or record' : String(cell);
}
