import type { Metrics } from '@amnl/core-loop';

/** Which way a metric gets better. */
export type Mode = 'min' | 'max';

/** A metric's best value and the (zero-based) epoch that gave it. */
export interface Best {
  readonly epoch: number;
  readonly value: number;
}

/** The metrics of finished epochs. */
export class Epochs {
  readonly #metrics = new Map<number, Metrics>();

  /** An epoch begins: what was known of it and of later ones is no longer so (a run may go back and try again). */
  begin(epoch: number): void {
    for (const known of this.#metrics.keys()) if (known >= epoch) this.#metrics.delete(known);
  }

  add(epoch: number, metrics: Metrics): void {
    this.#metrics.set(epoch, metrics);
  }

  get count(): number {
    return this.#metrics.size;
  }

  /** Of the last finished epoch; empty before. */
  get last(): Metrics {
    return [...this.#metrics.values()].at(-1) ?? {};
  }

  /** The first epoch with the best finite value. */
  best(name: string, mode: Mode): Best | undefined {
    let best: Best | undefined;
    for (const [epoch, metrics] of this.#metrics) {
      const value = metrics[name];
      if (value === undefined || !Number.isFinite(value)) continue;
      const beaten = best === undefined || (mode === 'min' ? value < best.value : value > best.value);
      if (beaten) best = { epoch, value };
    }
    return best;
  }
}
