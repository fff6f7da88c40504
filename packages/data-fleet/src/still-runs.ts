import type { Fleet } from './fleet.js';

/** Counts how long channels have stood still, over rows given in their order. */
export class StillRuns {
  /** Of each channel: rows of the unit, up to the one counted last, that have had its value without a break. */
  readonly lengths: Int32Array;
  readonly #fleet: Fleet;
  readonly #channels: readonly number[];
  readonly #begins: ReadonlySet<number>;

  /** @param channels indices in the fleet's channels */
  constructor(fleet: Fleet, channels: readonly number[]) {
    this.#fleet = fleet;
    this.#channels = channels;
    this.#begins = new Set(fleet.offsets);
    this.lengths = new Int32Array(channels.length);
  }

  /** Counts a row: a unit's first, or the one after the row before. */
  count(row: number): void {
    const { values, channels } = this.#fleet;
    const [at, first] = [row * channels.length, this.#begins.has(row)];
    for (let i = 0; i < this.lengths.length; i++) {
      const channel = at + this.#channels[i]!;
      const moved = first || values[channel] !== values[channel - channels.length];
      this.lengths[i] = moved ? 1 : this.lengths[i]! + 1;
    }
  }
}
