/** The fields of a struct by their numbers: numbers, flags and structs; lists and bytes are passed over. */
export type Fields = ReadonlyMap<number, number | boolean | Fields>;

/** Structs within each other; those of Parquet's are at most 8 deep. */
const DEEPEST = 32;

/**
 * Reads structs in Thrift's compact protocol, which Parquet's metadata and page headers are written in. It never takes a count for
 * true that the bytes cannot hold. Throws an error for anything else.
 */
export class ThriftReader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  struct(depth = 0): Fields {
    if (depth > DEEPEST) throw new Error('structs within structs');
    const fields = new Map<number, number | boolean | Fields>();
    for (let id = 0; ; ) {
      const head = this.#byte();
      if ((head & 15) === 0) return fields;
      id = head >> 4 ? id + (head >> 4) : this.zigzag();
      const value = this.#value(head & 15, depth);
      if (value !== undefined) fields.set(id, value);
    }
  }

  #value(type: number, depth: number): number | boolean | Fields | undefined {
    if (type === 1 || type === 2) return type === 1;
    if (type === 3) return (this.#byte() << 24) >> 24;
    if (type >= 4 && type <= 6) return this.zigzag();
    if (type === 7) return this.#skip(8);
    if (type === 8) return this.#skip(this.varint());
    if (type === 9) return this.#list(depth);
    if (type === 12) return this.struct(depth + 1);
    throw new Error(`a field of type ${type}`);
  }

  #list(depth: number): undefined {
    const head = this.#byte();
    const size = head >> 4 === 15 ? this.varint() : head >> 4;
    if (size > this.#bytes.length - this.at)
      throw new Error(`a list of ${size}, where ${this.#bytes.length - this.at} bytes are left`);
    // An element takes a byte at least; flags, too.
    const type = (head & 15) <= 2 ? 3 : head & 15;
    for (let i = 0; i < size; i++) this.#value(type, depth);
  }

  /** A whole number ≥ 0 in groups of seven bits. */
  varint(): number {
    let value = 0;
    for (let factor = 1, i = 0; i < 10; i++, factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw new Error('a number of more than ten bytes');
  }

  /** A whole number of either sign. */
  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new Error('it ends early');
    return byte;
  }

  #skip(length: number): undefined {
    if (length > this.#bytes.length - this.at)
      throw new Error(`a text of ${length}, where ${this.#bytes.length - this.at} bytes are left`);
    this.at += length;
  }
}
