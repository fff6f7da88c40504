import { ThriftReader } from './thrift.js';

/** What a stream of runs holds: as many values as asked for, so many of them 1 (of single bits), and where it ends. */
export interface Runs {
  readonly ones: number;
  readonly end: number;
}

/** Packed values come in eights, and writers fill up the last ones. */
const SPARE = 512;

/**
 * Checks `count` numbers written as runs and packed bits (Parquet's RLE), at `bytes[at … end)`: the decoder would write a run of any length.
 * @param width bits of a number
 */
export function checkRuns(
  bytes: Uint8Array,
  at: number,
  end: number,
  { width, count }: { width: number; count: number },
): Runs {
  if (end > bytes.length || width > 32) throw new Error('runs that do not fit into their page');
  const reader = new ThriftReader(bytes.subarray(0, end), at);
  let ones = 0;
  for (let seen = 0; seen < count; ) {
    const head = reader.varint();
    const left = count - seen;
    if (head % 2 === 1) {
      const values = 8 * Math.floor(head / 2);
      if (values > left + SPARE) throw new Error(`${values} packed values, where ${left} are left`);
      const from = reader.at;
      reader.at += (values * width) / 8;
      // The last bytes may be left out, if they are not needed.
      if (reader.at - Math.floor((Math.max(0, values - left) * width) / 8) > end)
        throw new Error('a run beyond its page');
      if (width === 1) ones += onesIn(bytes, from, Math.min(values, left));
      seen += values;
      continue;
    }
    const run = head / 2;
    if (run > left) throw new Error(`a run of ${run}, where ${left} values are left`);
    if (width === 1 && bytes[reader.at] === 1) ones += run;
    reader.at += Math.ceil(width / 8);
    if (reader.at > end) throw new Error('a run beyond its page');
    seen += run;
  }
  return { ones, end: reader.at };
}

function onesIn(bytes: Uint8Array, from: number, count: number): number {
  let ones = 0;
  for (let i = 0; i < count; i++) ones += ((bytes[from + (i >> 3)] ?? 0) >> (i & 7)) & 1;
  return ones;
}

/** Numbers written as differences (DELTA_BINARY_PACKED): their head, or all of them, checked. */
export class DeltaReader {
  readonly #bytes: Uint8Array;
  readonly #reader: ThriftReader;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#reader = new ThriftReader(bytes, at);
  }

  get at(): number {
    return this.#reader.at;
  }

  /** Throws where the decoder would make arrays of any length. @returns numbers in each of a block's parts */
  head(): { parts: number; each: number; first: number } {
    const [block, parts] = [this.#reader.varint(), this.#reader.varint()];
    this.#reader.varint(); // the count, which the page says, too
    const first = this.#reader.zigzag();
    const each = block / parts;
    if (block > 1 << 20 || parts < 1 || !Number.isInteger(each) || each < 1)
      throw new Error(`blocks of ${block} in ${parts} parts`);
    return { parts, each, first };
  }

  /** `count` numbers of 32 bits. */
  numbers(count: number): Int32Array {
    const { parts, each, first } = this.head();
    const found = new Int32Array(count);
    let value = first;
    if (count > 0) found[0] = value;
    for (let next = 1; next < count; ) {
      const least = this.#reader.zigzag();
      const widths = this.#bytes.subarray(this.at, this.at + parts);
      this.#reader.at += parts;
      for (const width of widths) {
        if (next >= count) break;
        const from = this.at;
        for (let i = 0; i < each && next < count; i++) {
          value = (value + least + bitsAt(this.#bytes, from, i * width, width)) | 0;
          found[next++] = value;
        }
        this.#reader.at += Math.ceil((each * width) / 8);
      }
      if (widths.length < parts) throw new Error('differences that end early');
    }
    return found;
  }
}

function bitsAt(bytes: Uint8Array, from: number, bit: number, width: number): number {
  let value = 0;
  for (let i = 0; i < width; i++) {
    if (((bytes[from + ((bit + i) >> 3)] ?? 0) >> ((bit + i) & 7)) & 1) value += 2 ** i;
  }
  return value;
}
