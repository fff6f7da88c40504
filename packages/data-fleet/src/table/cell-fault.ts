import { plainText } from '@amnl/core-loop';
import type { FleetErrorCode } from '../errors.js';

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
  if (typeof cell === 'string') return `"${plainText(cell, 40)}"`;
  if (cell === null || cell === undefined) return 'nothing';
  return typeof cell === 'object' ? 'a list or record' : String(cell);
}
