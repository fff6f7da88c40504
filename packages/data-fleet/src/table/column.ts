const BITS = 16;
const SIZE = 1 << BITS;
/** The first part starts with so many numbers: a few rows, as requests have, do not take the memory of many. */
const FIRST = 64;

type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

/** A column that grows. It is never copied as a whole, but for its first part, so it needs no more memory than its numbers. */
export class GrowingColumn {
  readonly #make: (length: number) => Numbers;
  #parts: Numbers[] = [];
  #length = 0;

  /** @param Type of the numbers, e.g. `Float32Array` */
  constructor(Type: new (length: number) => Numbers) {
    this.#make = (length) => new Type(length);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length & (SIZE - 1);
    const index = this.#length >> BITS;
    let part = this.#parts[index];
    if (part === undefined || at === part.length) {
      const longer = this.#make(index > 0 ? SIZE : Math.max(FIRST, 2 * at));
      if (part) longer.set(part);
      this.#parts[index] = longer;
      part = longer;
    }
    part[at] = value;
    this.#length++;
  }

  at(index: number): number {
    return this.#parts[index >> BITS]![index & (SIZE - 1)]!;
  }

  /** Gives its memory back. */
  clear(): void {
    this.#parts = [];
    this.#length = 0;
  }
}
