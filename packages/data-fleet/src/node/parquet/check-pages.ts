import { compressors } from 'hyparquet-compressors';
import { checkRuns, DeltaReader } from './runs.js';
import { type Fields, ThriftReader } from './thrift.js';

/** What the metadata say of a column's part in a row group. */
export interface ChunkFacts {
  /** Parquet's, e.g. `DOUBLE`. */
  readonly type: string;
  readonly codec: string;
  /** Whether rows may have nothing in it. */
  readonly optional: boolean;
  /** Bytes of a value of `FIXED_LEN_BYTE_ARRAY`. */
  readonly typeLength: number | undefined;
  readonly rows: number;
}

/** Parquet's numbers of encodings that are read. */
const [PLAIN, PLAIN_DICTIONARY, RLE, DELTA, DELTA_LENGTHS, DELTA_TEXTS, DICTIONARY, SPLIT] = [0, 2, 3, 5, 6, 7, 8, 9];
const [DATA_PAGE, DICTIONARY_PAGE, DATA_PAGE_V2] = [0, 2, 3];
const WIDTHS: Readonly<Record<string, number>> = {
  BOOLEAN: 1 / 8,
  INT32: 4,
  INT64: 8,
  INT96: 12,
  FLOAT: 4,
  DOUBLE: 8,
  BYTE_ARRAY: 4,
};
/** A page may be so large whatever its compressed size, and beyond that so many times as large. */
const [PAGE, RATIO] = [1 << 24, 1032];

/**
 * Checks the pages of a column in a row group before the decoder sees them, which takes counts and lengths for true. Throws an error for what
 * does not fit.
 * @param bytes all pages
 */
export function checkPages(bytes: Uint8Array, facts: ChunkFacts): void {
  const reader = new ThriftReader(bytes);
  let rows = 0;
  let dictionary: number | undefined;
  // As the decoder: a byte more may stand after the last page.
  while (rows < facts.rows && reader.at < bytes.length - 1) {
    const header = reader.struct();
    const [type, size, compressed] = [1, 2, 3].map((id) => whole(header, id));
    if (compressed! > bytes.length - reader.at)
      throw new Error(`a page of ${compressed} bytes, where ${bytes.length - reader.at} are left`);
    if (size! > PAGE + RATIO * compressed!) throw new Error(`a page of ${size} bytes from ${compressed}`);
    const packed = bytes.subarray(reader.at, (reader.at += compressed!));
    const unpack = (part: Uint8Array, length: number) => unpacked(part, length, facts.codec);
    if (type === DICTIONARY_PAGE) {
      dictionary = whole(within(header, 7), 1);
      const needs = dictionary * width(facts);
      if (needs > unpack(packed, size!).length) throw new Error(`a dictionary of ${dictionary} values`);
    } else if (type === DATA_PAGE) {
      const own = within(header, 5);
      const count = countOf(own, facts.rows - rows);
      const page = unpack(packed, size!);
      const levels = facts.optional ? levelsOf(page, count) : { ones: count, end: 0 };
      checkValues(page.subarray(levels.end), {
        encoding: whole(own, 2),
        count: levels.ones,
        dictionary,
        facts,
        version: 1,
      });
      rows += count;
    } else if (type === DATA_PAGE_V2) {
      const own = within(header, 8);
      const count = countOf(own, facts.rows - rows);
      const [nulls, levels, repeats] = [2, 5, 6].map((id) => whole(own, id)) as [number, number, number];
      if (whole(own, 3) !== count || repeats !== 0) throw new Error('repeated values in a column without lists');
      if (levels > packed.length || nulls > count) throw new Error('levels that do not fit into their page');
      const ones = facts.optional ? checkRuns(packed, 0, levels, { width: 1, count }).ones : count;
      if (ones !== count - nulls) throw new Error(`${count - ones} empty values, not ${nulls}`);
      const rest = packed.subarray(levels);
      const page = own.get(7) === false || size === levels ? rest : unpack(rest, size! - levels);
      checkValues(page, { encoding: whole(own, 4), count: ones, dictionary, facts, version: 2 });
      rows += count;
    }
  }
  if (rows !== facts.rows) throw new Error(`${rows} values, where the row group has ${facts.rows} rows`);
}

function levelsOf(page: Uint8Array, count: number) {
  const end = 4 + lengthAt(page);
  return { ones: checkRuns(page, 4, end, { width: 1, count }).ones, end };
}

interface Values {
  readonly encoding: number;
  readonly count: number;
  readonly dictionary: number | undefined;
  readonly facts: ChunkFacts;
  /** Of the page. */
  readonly version: 1 | 2;
}

function checkValues(page: Uint8Array, { encoding, count, dictionary, facts, version }: Values): void {
  if (encoding === PLAIN || encoding === SPLIT) {
    if (count * width(facts) > page.length + 1) throw new Error(`${count} values in ${page.length} bytes`);
  } else if ((encoding === DICTIONARY || encoding === PLAIN_DICTIONARY) && facts.type !== 'BOOLEAN') {
    if (dictionary === undefined) throw new Error('no dictionary');
    if (page.length === 0) throw new Error('it ends early');
    // Without bits all values are the first; only pages of version 2 have runs then, too.
    if (page[0] || version === 2) checkRuns(page, 1, page.length, { width: page[0]!, count });
  } else if (encoding === RLE && facts.type === 'BOOLEAN') {
    checkRuns(page, 4, 4 + lengthAt(page), { width: 1, count });
  } else if (encoding === DELTA && facts.type.startsWith('INT')) {
    if (count > 0) new DeltaReader(page, 0).head();
  } else if (encoding === DELTA_LENGTHS || encoding === DELTA_TEXTS) {
    checkTexts(page, count, encoding === DELTA_TEXTS);
  } else throw new Error(`values in encoding ${encoding}`);
}

/** Texts whose lengths stand before them; with `shared` also how much each has in common with the one before. */
function checkTexts(page: Uint8Array, count: number, shared: boolean): void {
  const first = new DeltaReader(page, 0);
  const common = shared ? first.numbers(count) : new Int32Array(count);
  const reader = shared ? new DeltaReader(page, first.at) : first;
  const lengths = reader.numbers(count);
  let before = 0;
  let total = 0;
  for (const [i, length] of lengths.entries()) {
    if (length < 0 || common[i]! < 0 || common[i]! > before) throw new Error(`a text of ${length} letters`);
    before = common[i]! + length;
    total += before;
    if (total > PAGE + RATIO * page.length) throw new Error('texts longer than their page');
  }
}

function unpacked(packed: Uint8Array, size: number, codec: string): Uint8Array {
  if (codec === 'UNCOMPRESSED') return packed;
  const unpack = compressors[codec as keyof typeof compressors];
  if (!unpack) throw new Error(`compression ${codec}`);
  return unpack(packed, size);
}

function width({ type, typeLength = 0 }: ChunkFacts): number {
  return type === 'FIXED_LEN_BYTE_ARRAY' ? typeLength : (WIDTHS[type] ?? 0);
}

function lengthAt(page: Uint8Array): number {
  if (page.length < 4) throw new Error('it ends early');
  return new DataView(page.buffer, page.byteOffset).getUint32(0, true);
}

function countOf(own: Fields, left: number): number {
  const count = whole(own, 1);
  if (count > left) throw new Error(`a page of ${count} values, where ${left} rows are left`);
  return count;
}

function whole(fields: Fields, id: number): number {
  const value = fields.get(id);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31) return value;
  throw new Error(`a page header without field ${id}`);
}

function within(fields: Fields, id: number): Fields {
  const value = fields.get(id);
  if (value instanceof Map) return value;
  throw new Error(`a page header without part ${id}`);
}
