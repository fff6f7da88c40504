import { plainText } from '@amnl/core-loop';
import { cut, type Line, lineWidth, type Segment, widthOf } from './segments.js';

/** A piece of a row that is shown whole or not at all. */
export interface Part extends Segment {
  /** The highest rank is dropped first if the row does not fit; rank 0 stays. */
  readonly rank: number;
}

/** A line of the block or a table: a label and figures. */
export interface Row {
  readonly label: Segment;
  readonly parts: readonly Part[];
  /** Before a part of this rank or a lower one is dropped, the row moves out of its column towards the label. @default none */
  readonly movesFor?: number;
}

/** A label that is shortened for a figure keeps this many characters. */
const SHORTEST_LABEL = 6;

/**
 * Fits a row into a width: leaves out parts by rank, then shortens the label. If it is still too long, it is cut off when drawn.
 * @param column width of the label's column
 */
export function fitRow({ label, parts, movesFor = 0 }: Row, width: number, column: number): Line {
  const narrowest = Math.min(column, widthOf(plainText(label.text)) + 2);
  let kept = parts;
  for (;;) {
    const highest = Math.max(0, ...kept.map(({ rank }) => rank));
    const least = highest <= movesFor ? narrowest : column;
    if (highest === 0 || least + lineWidth(kept) <= width) break;
    kept = kept.filter(({ rank }) => rank < highest);
  }
  const room = Math.min(column, Math.max(SHORTEST_LABEL + 1, width - lineWidth(kept)));
  return [{ ...label, text: padLabel(label.text, room) }, ...kept];
}

/** A label in its column, with a space after it; nothing without a column. */
export function padLabel(text: string, column: number): string {
  if (column === 0) return '';
  const label = plainText(text);
  const kept = widthOf(label) < column ? label : `${cut(label, column - 2)}…`;
  return kept + ' '.repeat(Math.max(0, column - widthOf(kept)));
}
