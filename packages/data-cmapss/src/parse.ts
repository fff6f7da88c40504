import { knownOptions } from '@amnl/core-loop';
import { FILE_COLUMNS, RAW_COLUMNS } from './columns.js';
import { checkInteger, dataError } from './errors.js';
import { LineSplitter, lineTooLong, MAX_LINE } from './lines.js';
import { fieldAt, notFinite, POWERS_OF_TEN, parseField } from './number.js';
import { columnCountError, type SequenceRule, sequenceError } from './sequence.js';

/** Rows of units: what a `train_*` or `test_*` file holds. */
export interface RawRows {
  /** Number of each unit, as in the file. */
  readonly units: Int32Array;
  /** Unit e has the rows `offsets[e]` … `offsets[e + 1] − 1`; its cycles are 1, 2, 3, …. Length units + 1. */
  readonly offsets: Int32Array;
  /** Row-major [rows, 24]: settings 1–3, sensors 1–21, each `Math.fround(Number(text))`. */
  readonly values: Float32Array;
}

/** Options of the parser. */
export interface ParseOptions {
  /** Name for messages. */
  readonly file: string;
  /** `'consecutive'` (default): units 1, 2, 3, …, as in NASA's files. `'increasing'`: an excerpt of some units. */
  readonly units?: SequenceRule;
  /** Most rows to read; more rows throw `DC_FILE_TOO_LARGE`. Default {@link MAX_ROWS}. */
  readonly maxRows?: number;
}

/** Most rows read from one file (960 MB of float32); NASA's largest file has 61,249. */
export const MAX_ROWS = 10_000_000;

/**
 * Streaming parser of the 26-column format: push chunks of bytes, then take the rows from `end()`. Columns are separated
 * by spaces or tabs; LF and CRLF line ends, blank lines, trailing spaces, a missing last line feed and a UTF-8 byte order
 * mark are accepted. Every number equals `Math.fround(Number(text))`. Memory grows with the rows read, never with a number
 * that the file claims. Throws `TrainError` with file, line and column.
 */
export class CmapssParser {
  readonly #file: string;
  readonly #rule: SequenceRule;
  readonly #maxRows: number;
  readonly #splitter: LineSplitter;
  #values = new Float32Array(0);
  #rows = 0;
  #line = 1;
  #unit = 0;
  /** NaN before the first row, so that no row can appear to follow it. */
  #cycle = Number.NaN;
  readonly #units: number[] = [];
  readonly #starts: number[] = [];

  constructor(options: ParseOptions) {
    knownOptions('parseCmapss', options, ['file', 'units', 'maxRows']);
    this.#file = options.file;
    this.#rule = options.units ?? 'consecutive';
    this.#maxRows = checkInteger('maxRows', options.maxRows ?? MAX_ROWS, 1, MAX_ROWS);
    this.#splitter = new LineSplitter(options.file, (bytes, start, end) => this.#parseLines(bytes, start, end));
  }

  /** Takes the next bytes of the file. */
  push(chunk: Uint8Array): void {
    this.#splitter.push(chunk);
  }

  /** Ends the file. Throws `DC_FILE_EMPTY` when it held no row. */
  end(): RawRows {
    this.#splitter.end();
    if (this.#rows === 0) throw dataError('DC_FILE_EMPTY', `${this.#file} holds no rows. Give a file with 26 columns`);
    return {
      units: Int32Array.from(this.#units),
      offsets: Int32Array.from([...this.#starts, this.#rows]),
      values: this.#values.slice(0, this.#rows * RAW_COLUMNS),
    };
  }

  /**
   * The hot loop. A number of at most 15 digits without exponent is integer / 10^k, both exact in float64, so that one
   * correctly rounded division gives what `Number(text)` gives (Clinger 1990); all else goes through `parseField`.
   */
  #parseLines(bytes: Uint8Array, start: number, end: number): void {
    const powers = POWERS_OF_TEN;
    let i = start;
    let whole = start; // where the line starts, mark included
    if (this.#line === 1 && bytes[i] === 0xef && bytes[i + 1] === 0xbb && bytes[i + 2] === 0xbf) i += 3;
    while (i < end) {
      const lineStart = i;
      const base = this.#rows * RAW_COLUMNS - 2;
      if (base + FILE_COLUMNS > this.#values.length) this.#grow();
      const values = this.#values;
      let column = 0;
      let unit = 0;
      let cycle = 0;
      for (;;) {
        let c = bytes[i]!;
        while (c === 32 || c === 9 || c === 13) c = bytes[++i]!;
        if (c === 10) break;
        if (column === FILE_COLUMNS) throw columnCountError(bytes, lineStart, this.#place(column + 1), FILE_COLUMNS);
        const fieldStart = i;
        const negative = c === 45;
        if (negative || c === 43) i++;
        let number = 0;
        let digit = bytes[i]! - 48;
        const first = i;
        while (digit >= 0 && digit <= 9) {
          number = number * 10 + digit;
          digit = bytes[++i]! - 48;
        }
        let digits = i - first;
        if (digit === -2) {
          const point = i;
          digit = bytes[++i]! - 48;
          while (digit >= 0 && digit <= 9) {
            number = number * 10 + digit;
            digit = bytes[++i]! - 48;
          }
          const decimals = i - point - 1;
          digits += decimals;
          if (digits <= 15) number /= powers[decimals]!;
        }
        c = digit + 48;
        if ((c === 32 || c === 10 || c === 9 || c === 13) && digits > 0 && digits <= 15) {
          if (negative) number = -number;
        } else {
          const text = fieldAt(bytes, fieldStart);
          number = parseField(text, this.#place(column + 1));
          i = fieldStart + text.length;
          if (!Number.isFinite(Math.fround(number))) throw notFinite(text, this.#place(column + 1));
        }
        if (column > 1) values[base + column] = number;
        else if (column === 0) unit = number;
        else cycle = number;
        column++;
      }
      if (i - whole > MAX_LINE) throw lineTooLong(this.#file);
      whole = ++i;
      if (column > 0) {
        if (column < FILE_COLUMNS) throw columnCountError(bytes, lineStart, this.#place(column), FILE_COLUMNS);
        if (unit === this.#unit && cycle === this.#cycle + 1) this.#cycle = cycle;
        else this.#nextUnit(unit, cycle);
        this.#rows++;
      }
      this.#line++;
    }
  }

  #nextUnit(unit: number, cycle: number): void {
    const error = sequenceError(this.#rule, this.#unit, this.#cycle, unit, cycle, (column) => this.#place(column));
    if (error) throw error;
    this.#unit = unit;
    this.#cycle = 1;
    this.#units.push(unit);
    this.#starts.push(this.#rows);
  }

  #grow(): void {
    if (this.#rows >= this.#maxRows) {
      throw dataError('DC_FILE_TOO_LARGE', `${this.#file} holds more than ${this.#maxRows} rows. Give a smaller file`);
    }
    const rows = Math.min(Math.max(this.#rows * 2, 4096), this.#maxRows);
    const larger = new Float32Array(rows * RAW_COLUMNS);
    larger.set(this.#values);
    this.#values = larger;
  }

  #place(column: number) {
    return { file: this.#file, line: this.#line, column };
  }
}

/**
 * Parses a whole file.
 * @param bytes the file's bytes, or its chunks in order
 */
export function parseCmapss(bytes: Uint8Array | Iterable<Uint8Array>, options: ParseOptions): RawRows {
  const parser = new CmapssParser(options);
  // Not `instanceof`: the bytes may be of another realm.
  for (const chunk of ArrayBuffer.isView(bytes) ? [bytes] : bytes) parser.push(chunk);
  return parser.end();
}
