import { type Line, lineWidth, render } from './segments.js';
import { type ProgressStream, type Size, sizeOf } from './stream.js';

/** Terminals that support it show everything between the two at once; others ignore it. */
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
const ERASE_LINE = '\u001b[2K';
const ERASE_REST_OF_LINE = '\u001b[K';
const ERASE_BELOW = '\u001b[J';

/** Lines for a size of the window. */
export type Layout = (size: Size) => readonly Line[];

/** How a block is drawn. */
export interface BlockOptions {
  readonly colours: boolean;
  /** Whether the terminal wraps lines that are too long for a narrower window, instead of cutting them off. */
  readonly rewraps: boolean;
}

/**
 * Lines at the bottom of a terminal that are redrawn in place. The cursor rests in the empty line below
 * them and is never hidden: whatever kills the process, the next output starts on its own line.
 */
export class Block {
  readonly #stream: ProgressStream;
  readonly #options: BlockOptions;
  /** What is on the screen: the text, the width of each line, and the size of the window then. */
  #text = '';
  #widths: readonly number[] = [];
  #size: Size = { columns: 0, rows: 0 };
  /** Whether others have left an unfinished line. */
  #behindText = false;
  #writing = false;

  constructor(stream: ProgressStream, options: BlockOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  /**
   * Redraws the block in a single write, unless nothing has changed.
   * @param layout lines that do not fit are left out
   * @param above lines to print above the block, where they stay
   */
  draw(layout: Layout, above: Layout = () => []): void {
    const { colours } = this.#options;
    const size = sizeOf(this.#stream);
    const width = size.columns - 1; // a full line could wrap
    const lines = layout(size).slice(0, size.rows - 1);
    const texts = lines.map((line) => `${render(line, colours, width)}${ERASE_REST_OF_LINE}\n`);
    const text = texts.join('');
    const widths = lines.map((line) => Math.min(width, lineWidth(line)));
    const staying = above(size).map((line) => `${render(line, colours)}\n`);
    const resized = this.#text !== '' && (size.columns !== this.#size.columns || size.rows !== this.#size.rows);
    if (text === this.#text && staying.length === 0 && !resized) return;
    // In place, lines are overwritten, not erased first: nothing flickers even where BEGIN and END are not understood. Of a
    // line that gets shorter tmux remembers the longer one, and would wrap its blanks in a narrower window, unless it is erased.
    const inPlace = texts.map((line, i) => (widths[i]! < (this.#widths[i] ?? 0) ? ERASE_LINE + line : line)).join('');
    const body = staying.length > 0 || resized ? `${ERASE_BELOW}${staying.join('')}${text}` : inPlace;
    this.#write(`${BEGIN}${this.#home(size)}${body}${ERASE_BELOW}${END}`);
    this.#text = text;
    this.#widths = widths;
    this.#size = size;
    this.#behindText = false;
  }

  /** Passes on a write by others, whose text goes above the block. @param ended whether it ends its line */
  around(write: () => unknown, ended: boolean, layout: Layout): unknown {
    if (this.#writing) return write(); // it is this block's own
    if (this.#text !== '') this.#write(`${BEGIN}${this.#home(sizeOf(this.#stream))}${ERASE_BELOW}`);
    const result = write();
    this.leave();
    this.#behindText = !ended;
    if (ended) this.draw(layout); // else the rest of the line is expected before the next redraw
    this.#write(END);
    return result;
  }

  /** Leaves the screen as it is; next time the block is drawn below. */
  leave(): void {
    this.#text = '';
    this.#widths = [];
  }

  /** Moves the cursor to where the block begins. */
  #home(size: Size): string {
    const up = this.#rowsOnScreen(size);
    return this.#behindText ? '\n' : up > 0 ? `\u001b[${up}A\r` : '\r';
  }

  /** Rows that the block takes now; a window made narrower may have wrapped its lines. */
  #rowsOnScreen({ columns }: Size): number {
    if (!this.#options.rewraps) return this.#widths.length;
    return this.#widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
  }

  #write(text: string): void {
    this.#writing = true;
    try {
      this.#stream.write(text);
    } finally {
      this.#writing = false;
    }
  }
}
