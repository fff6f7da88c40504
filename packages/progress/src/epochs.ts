import { bestBy, type Metrics, type Mode } from '@amnl/core-loop';

/** A metric's best value and the (zero-based) epoch that gave it. */
export interface Best {
  readonly epoch: number;
  readonly value: number;
}

/** The metrics of finished epochs. */
export class Epochs {
  readonly #metrics = new Map<number, Metrics>();

  /** An epoch starts: forgets what was known of it and of later ones (a run may go back and try again). */
  begin(epoch: number): void {
    for (const known of this.#metrics.keys()) if (known >= epoch) this.#metrics.delete(known);
  }

  add(epoch: number, metrics: Metrics): void {
    this.#metrics.set(epoch, metrics);
  }

  get count(): number {
    return this.#metrics.size;
  }

  /** Metrics of the last finished epoch; empty before. */
  get last(): Metrics {
    return [...this.#metrics.values()].at(-1) ?? {};
  }

  /** The first epoch with the best finite value. */
  best(name: string, mode: Mode): Best | undefined {
    const best = bestBy(mode, this.#metrics, ([, metrics]) => metrics[name]);
    return best && { epoch: best.item[0], value: best.value };
  }
}
