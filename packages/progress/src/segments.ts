import { plainText } from '@amnl/core-loop';

/** A piece of a line; the colour is an ANSI code such as 32. */
export interface Segment {
  readonly text: string;
  readonly colour?: number;
}

/** A line of text. */
export type Line = readonly Segment[];

/** The codes in use: readable with 16 colours, on dark and light backgrounds. */
export const BOLD = 1;
export const DIM = 2;
export const GREEN = 32;
export const YELLOW = 33;
export const CYAN = 36;

const PLAIN = /^[ -~·…━─×]*$/;
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
const WIDTHLESS = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns that a text occupies in a terminal. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOfOne(character);
  return width;
}

/** The part of a text that fits, without `…`. */
export function cut(text: string, width: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(0, width));
  let room = width;
  let kept = '';
  for (const character of text) {
    room -= widthOfOne(character);
    if (room < 0) break;
    kept += character;
  }
  return kept;
}

/** Columns that a line occupies. */
export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + widthOf(plainText(text)), 0);
}

/** Joins segments into text of at most `width` columns; a cut line ends in `…`. */
export function render(line: Line, colours: boolean, width = Number.POSITIVE_INFINITY): string {
  const pieces = line.map(({ text, colour }) => ({ text: plainText(text), colour }));
  const tooLong = lineWidth(line) > width;
  let room = tooLong ? width - 1 : width;
  let joined = '';
  for (const { text, colour } of pieces) {
    const piece = room === Number.POSITIVE_INFINITY ? text : cut(text, room);
    joined += colours && colour !== undefined && piece !== '' ? `\u001b[${colour}m${piece}\u001b[0m` : piece;
    if (piece !== text) break;
    room -= widthOf(piece);
  }
  return tooLong && width > 0 ? `${joined}…` : joined;
}

function widthOfOne(character: string): number {
  return WIDTHLESS.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}
