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
}

/** A label that is shortened for a figure keeps this many characters. */
const SHORTEST_LABEL = 6;

/**
 * Fits a row into a width: leaves out parts by rank, then shortens the label. If it is still too long, it is cut off when drawn.
 * @param column width of the label's column
 */
export function fitRow({ label, parts }: Row, width: number, column: number): Line {
  let kept = parts;
  while (column + lineWidth(kept) > width && kept.some(({ rank }) => rank > 0)) {
    const highest = Math.max(...kept.map(({ rank }) => rank));
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
