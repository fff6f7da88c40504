import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import Papa from 'papaparse';
import { fleetError } from '../errors.js';
import { unnamed } from '../table/choose-columns.js';
import type { Chunk, SourceColumn, TableSource } from '../table/source.js';
import { decoderFor } from './text-decoder.js';

/** Bytes read at once. */
const READ = 1 << 18;
/** Longest line in characters: an unclosed quote would otherwise swallow the rest of the file. */
const MAX_LINE = 1 << 22;

/** How a CSV file is written; see `TableOptions`. */
export interface CsvFormat {
  readonly encoding?: string | undefined;
  readonly separator?: ',' | ';' | '\t' | undefined;
}

/**
 * Opens a CSV file whose first line has the names of its columns. Quotes, a byte order mark and CRLF are understood, empty lines
 * are passed over. Throws `DF_CSV_INVALID` for a line with another number of cells or a quote out of place, `DF_ENCODING`.
 */
export async function openCsv(file: string, handle: FileHandle, format: CsvFormat = {}): Promise<TableSource> {
  const lines = new CsvLines(file, handle, format);
  const columns = await lines.header();
  return {
    file,
    columns,
    chunks: () => lines.chunks(columns.length),
    checksum: async () => lines.checksum(),
    close: () => handle.close(),
  };
}

class CsvLines {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  readonly #buffer = new Uint8Array(READ);
  readonly #format: CsvFormat;
  #decode: ((bytes: Uint8Array | undefined) => string) | undefined;
  #parser: Papa.Parser | undefined;
  #rest = '';
  #done = false;
  /** Line in the file of the next record. */
  #line = 1;
  #first: string[][] = [];
  #places: number[] = [];

  constructor(file: string, handle: FileHandle, format: CsvFormat) {
    this.#file = file;
    this.#handle = handle;
    this.#format = format;
  }

  checksum(): string {
    return this.#hash.digest('hex');
  }

  async header(): Promise<SourceColumn[]> {
    let records: string[][] = [];
    while (records.length === 0 && !this.#done) {
      ({ records, lines: this.#places } = this.#split(await this.#more()));
      if (!isSeparatorLine(records[0])) continue;
      records = records.slice(1);
      this.#places = this.#places.slice(1);
    }
    const [names, ...rest] = records;
    if (!names) throw fleetError('DF_TABLE_EMPTY', `${this.#file} is empty. Give a table with a line of column names`);
    this.#first = rest;
    this.#places = this.#places.slice(1);
    return names.map((name, i) => ({ name: name.trim() || unnamed(i), kind: 'text' }));
  }

  async *chunks(width: number): AsyncGenerator<Chunk> {
    if (this.#first.length > 0) yield this.#chunk(this.#first, this.#places, width);
    this.#first = [];
    while (!this.#done) {
      const { records, lines } = this.#split(await this.#more());
      if (records.length > 0) yield this.#chunk(records, lines, width);
    }
  }

  /** More text: what was left over, and what comes next. */
  async #more(): Promise<string> {
    const { bytesRead } = await this.#handle.read(this.#buffer, 0, READ);
    const bytes = this.#buffer.subarray(0, bytesRead);
    this.#hash.update(bytes);
    this.#done = bytesRead === 0;
    this.#decode ??= decoderFor(this.#file, bytes, this.#format.encoding);
    return this.#rest + this.#decode(this.#done ? undefined : bytes);
  }

  /** Whole records of a text, empty lines left out, with the line of each; the rest is kept. */
  #split(text: string): { records: string[][]; lines: number[] } {
    if (this.#parser === undefined && !this.#done && !/[\n\r]/.test(text)) {
      this.#rest = this.#bounded(text);
      return { records: [], lines: [] };
    }
    // A line ends with LF, and CR before it is white space; only a file without any LF has lines that end with CR.
    this.#parser ??= new Papa.Parser({
      delimiter: this.#format.separator ?? separatorOf(text),
      newline: text.includes('\n') ? '\n' : '\r',
      skipEmptyLines: false,
    });
    const { data, errors, meta } = this.#parser.parse(text, 0, !this.#done) as Papa.ParseResult<string[]>;
    this.#rest = this.#done ? '' : this.#bounded(text.slice(meta.cursor));
    const records: string[][] = [];
    const lines: number[] = [];
    // A record that is not whole yet may look wrong.
    const fault = errors.find(({ row = 0 }) => this.#done || row < data.length);
    for (const [i, record] of data.entries()) {
      if (i === fault?.row) throw this.#quotes(fault);
      if (record.length > 1 || record[0]!.trim() !== '') {
        records.push(record);
        lines.push(this.#line);
      }
      this.#line++;
      for (const cell of record) if (cell.length > 1 && cell.includes('\n')) this.#line += cell.split('\n').length - 1;
    }
    if (fault) throw this.#quotes(fault);
    return { records, lines };
  }

  #bounded(rest: string): string {
    if (rest.length <= MAX_LINE) return rest;
    throw this.#invalid(`a line of more than ${MAX_LINE} characters. Is a quote not closed?`);
  }

  #chunk(records: string[][], lines: number[], width: number): Chunk {
    for (const [i, record] of records.entries()) {
      if (record.length === width) continue;
      throw fleetError(
        'DF_CSV_INVALID',
        `${this.#file}, line ${lines[i]}: ${record.length} cells, but the first line has ${width}. Put text with separators in quotes`,
      );
    }
    return {
      rows: records.length,
      column: async (index) => [records.map((record) => record[index])],
      place: placeOf(lines),
    };
  }

  #quotes({ code }: Papa.ParseError): Error {
    const what = code === 'MissingQuotes' ? 'a quote is not closed' : 'text after a closing quote';
    return this.#invalid(`${what}. Write a quote within quotes twice`);
  }

  #invalid(what: string): Error {
    return fleetError('DF_CSV_INVALID', `${this.#file}, line ${this.#line}: ${what}`);
  }
}

/** The line `sep=;`, which says to Excel how to read a file. It has most of its separator, too. */
function isSeparatorLine(record: readonly string[] = []): boolean {
  return record.length <= 2 && /^sep=.?$/i.test(record.join('').trim());
}

/** The separator that the first line has most of, outside of quotes. */
function separatorOf(text: string): string {
  const [line = ''] = text.replaceAll(/"[^"]*"/g, '').split(/[\n\r]/, 1);
  const count = (separator: string) => line.split(separator).length;
  return [';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best), ',');
}

/** Of its own, as places are kept to the end: a function made next to the records would keep those, too. */
function placeOf(lines: readonly number[]): Chunk['place'] {
  const start = lines[0]!;
  const kept = lines.every((line, i) => line === start + i) ? undefined : Int32Array.from(lines);
  return lineOf(start, kept);
}

function lineOf(start: number, kept: Int32Array | undefined): Chunk['place'] {
  return (row) => `line ${kept ? kept[row] : start + row}`;
}
