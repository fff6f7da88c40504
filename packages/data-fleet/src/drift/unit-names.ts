import { checksum } from '@amnl/core-loop';

/** Units that are counted: from a hundred on, chance does not depend on how many they are. */
const MOST = 128;

/** How many different units there were, up to a limit: the least checksums of their names, so that sets can be joined. */
export class UnitNames {
  #known: string[];

  constructor(known: readonly string[] = []) {
    this.#known = [...known];
  }

  get checksums(): readonly string[] {
    return this.#known;
  }

  /** Whether there were at least {@link size}, and perhaps more. */
  get full(): boolean {
    return this.#known.length === MOST;
  }

  get size(): number {
    return this.#known.length;
  }

  add(names: Iterable<string>): void {
    const encoder = new TextEncoder();
    this.join(Array.from(names, (name) => checksum(encoder.encode(name))));
  }

  join(checksums: readonly string[]): void {
    this.#known = [...new Set([...this.#known, ...checksums])].sort().slice(0, MOST);
  }
}
