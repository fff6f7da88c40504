import { dataError } from './errors.js';

/** Longest line in bytes; 26 numbers of 17 digits need 650. */
export const MAX_LINE = 4096;

/** The error for a line of more than {@link MAX_LINE} bytes, its line end not counted. */
export function lineTooLong(file: string): Error {
  return dataError(
    'DC_LINE_TOO_LONG',
    `${file} has a line of more than ${MAX_LINE} bytes. Give a text file with one row of numbers a line`,
  );
}

/** Receives whole lines: `bytes[start … end)`, where `bytes[end − 1]` is a line feed. */
export type OnLines = (bytes: Uint8Array, start: number, end: number) => void;

/**
 * Splits a stream of chunks at line ends. All complete lines of a chunk are passed on in one call, without a copy;
 * only a line that spans two chunks is joined in a small buffer of at most {@link MAX_LINE} bytes; the receiver checks
 * the others, so that errors do not depend on the chunks. A missing line feed at the end of the file is added.
 */
export class LineSplitter {
  readonly #file: string;
  readonly #onLines: OnLines;
  readonly #carry = new Uint8Array(MAX_LINE + 1);
  #carried = 0;

  constructor(file: string, onLines: OnLines) {
    this.#file = file;
    this.#onLines = onLines;
  }

  /** Takes the next bytes of the file. They are not retained. */
  push(chunk: Uint8Array): void {
    let start = 0;
    if (this.#carried > 0) {
      start = chunk.indexOf(10) + 1;
      this.#keep(start === 0 ? chunk : chunk.subarray(0, start));
      if (start === 0) return;
      this.#flush();
    }
    const end = chunk.lastIndexOf(10) + 1;
    if (end > start) this.#onLines(chunk, start, end);
    this.#keep(chunk.subarray(Math.max(start, end)));
  }

  /** Ends the file. */
  end(): void {
    if (this.#carried === 0) return;
    this.#keep(Uint8Array.of(10));
    this.#flush();
  }

  #keep(bytes: Uint8Array): void {
    if (this.#carried + bytes.length > this.#carry.length) {
      throw lineTooLong(this.#file);
    }
    this.#carry.set(bytes, this.#carried);
    this.#carried += bytes.length;
  }

  #flush(): void {
    const end = this.#carried;
    this.#carried = 0;
    this.#onLines(this.#carry, 0, end);
  }
}
