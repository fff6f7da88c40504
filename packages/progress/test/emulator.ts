import xterm from '@xterm/headless';
import type { ProgressStream } from '../src/stream.js';

/** A terminal without a window: what it is given becomes rows on a screen, and above it those that have scrolled out. */
export class Emulator {
  readonly #terminal: xterm.Terminal;
  /** Everything it was given. */
  bytes = '';

  constructor(columns = 80, rows = 24) {
    // `convertEol`: what a pseudo-terminal's line discipline does to a newline.
    this.#terminal = new xterm.Terminal({
      cols: columns,
      rows,
      scrollback: 10_000,
      allowProposedApi: true,
      convertEol: true,
    });
  }

  feed(text: string): void {
    this.bytes += text;
    this.#terminal.write(text);
  }

  /** Waits until all that was given is on the screen. */
  settled(): Promise<void> {
    return new Promise((done) => this.#terminal.write('', done));
  }

  /** Gives the window another size, as dragging its corner does: lines are wrapped anew. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.settled();
    this.#terminal.resize(columns, rows);
  }

  /** The rows on the screen down to the last one with text, without spaces at their ends. */
  async screen(): Promise<readonly string[]> {
    await this.settled();
    const { baseY, length } = this.#terminal.buffer.active;
    return this.#rows(baseY, length);
  }

  /** The rows on the screen and above it. */
  async everything(): Promise<readonly string[]> {
    await this.settled();
    return this.#rows(0, this.#terminal.buffer.active.length);
  }

  /** Rows on the screen or above it that continue the one before. */
  async wrapped(): Promise<number> {
    await this.settled();
    const { active } = this.#terminal.buffer;
    return Array.from({ length: active.length }, (_, i) => active.getLine(i)!).filter(({ isWrapped }) => isWrapped)
      .length;
  }

  /** Whether the next program finds the terminal as it was: its cursor, its one screen, its colours. */
  async isUnchanged(): Promise<boolean> {
    await this.settled();
    const { buffer, modes } = this.#terminal;
    const hidden = this.bytes.lastIndexOf('\u001b[?25l') > this.bytes.lastIndexOf('\u001b[?25h');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
    const colours = this.bytes.match(/\u001b\[[\d;]*m/g) ?? ['\u001b[0m'];
    const uncoloured = colours.at(-1) === '\u001b[0m';
    return buffer.active.type === 'normal' && !hidden && !modes.synchronizedOutputMode && uncoloured;
  }

  /** The same, with the cursor at the beginning of an empty row. */
  async isClean(): Promise<boolean> {
    const unchanged = await this.isUnchanged();
    const { active } = this.#terminal.buffer;
    const row = active.getLine(active.baseY + active.cursorY)!.translateToString(true);
    return unchanged && row === '' && active.cursorX === 0;
  }

  /** A stream that writes to this terminal and knows its size, like `process.stderr`. */
  stream(): EmulatorStream {
    const terminal = this.#terminal;
    const listeners = new Set<() => void>();
    return {
      isTTY: true,
      get columns() {
        return terminal.cols;
      },
      get rows() {
        return terminal.rows;
      },
      write: (text) => this.feed(text),
      on: (_, listener) => listeners.add(listener),
      off: (_, listener) => listeners.delete(listener),
      listeners,
    };
  }

  #rows(from: number, to: number): readonly string[] {
    const { active } = this.#terminal.buffer;
    const rows = Array.from({ length: to - from }, (_, i) => active.getLine(from + i)!.translateToString(true));
    while (rows.at(-1) === '') rows.pop();
    return rows;
  }
}

/** A stream of a terminal, with those who wait for a new size. */
export interface EmulatorStream extends ProgressStream {
  readonly listeners: ReadonlySet<() => void>;
}

/** A terminal of the given size and a stream to it. */
export function emulated(columns = 80, rows = 24): { readonly terminal: Emulator; readonly stream: EmulatorStream } {
  const terminal = new Emulator(columns, rows);
  return { terminal, stream: terminal.stream() };
}
