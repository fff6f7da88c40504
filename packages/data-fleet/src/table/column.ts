const BITS = 16;
const SIZE = 1 << BITS;

type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

/** A column that grows. It is never copied as a whole, so it needs no more memory than its numbers. */
export class GrowingColumn {
  readonly #make: () => Numbers;
  #parts: Numbers[] = [];
  #length = 0;

  /** @param Type of the numbers, e.g. `Float32Array` */
  constructor(Type: new (length: number) => Numbers) {
    this.#make = () => new Type(SIZE);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length & (SIZE - 1);
    if (at === 0) this.#parts.push(this.#make());
    this.#parts[this.#length >> BITS]![at] = value;
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
