import { CellFault, shownCell } from './cell-fault.js';
import { isMissing } from './number-cell.js';

/** Spreadsheets write true and false in their user's language: German, French, Italian and Spanish, here. */
const YES = new Set('1 1.0 true yes y t wahr ja j vrai oui vero verdadero sì sí si'.split(' '));
const NO = new Set('0 0.0 false no n f falsch nein faux non falso'.split(' '));

/** A cell of yes or no as 1 or 0; a missing one is no. Throws a fault for anything else. */
export function truthCell(cell: unknown): 0 | 1 {
  const text = String(cell).trim().toLowerCase();
  if (YES.has(text)) return 1;
  if (NO.has(text) || isMissing(cell)) return 0;
  throw new CellFault('DF_NOT_A_FLAG', `expected 0 or 1, true or false, yes or no, found ${shownCell(cell)}`);
}
