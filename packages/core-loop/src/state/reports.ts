import { add, mul, type Scalar, scalar, type Tensor, where } from '@tensorflow/tfjs-core';
import type { Metrics, Reported } from '../contract/records.js';
import type { Reduction } from '../contract/step-context.js';
import type { VariableStore } from './variable-store.js';

/** Run-owned variables of reports start with this. */
const PREFIX = 'report/';

/**
 * Numbers reported from inside the step, as run-owned sums and counts: reporting costs two additions and no download;
 * an epoch's numbers are read once, at its end.
 */
export class Reports {
  readonly #reductions = new Map<string, Reduction>();
  readonly #variables: VariableStore;

  constructor(variables: VariableStore) {
    this.#variables = variables;
  }

  /** In the step: adds `value` where `kept` (undefined: always). `weight` is what a mean counts it with (undefined: 1). */
  add(name: string, value: Scalar, reduce: Reduction, weight: Scalar | undefined, kept: Scalar | undefined): void {
    this.#reductions.set(name, reduce);
    const { sum, count } = this.#slots(name);
    const by = reduce === 'mean' ? weight : undefined;
    // `where`, not a product: the value of a skipped step may be infinite.
    const unless = (skipped: Tensor, taken: Tensor) => (kept === undefined ? taken : where(kept, taken, skipped));
    if (reduce === 'last') sum.assign(unless(sum, value));
    else sum.assign(add(sum, unless(scalar(0), by === undefined ? value : mul(value, by))));
    count.assign(add(count, unless(scalar(0), by ?? scalar(1))));
  }

  /** Between steps: the numbers so far. A name never counted (every step skipped) is left out, unless it is a sum. */
  async soFar(): Promise<Readonly<Record<string, Reported>>> {
    const reported: Record<string, Reported> = {};
    for (const [name, reduce] of this.#reductions) {
      const { sum, count } = this.#slots(name);
      const [total] = await sum.data();
      const [weight] = await count.data();
      if (weight === 0 && reduce !== 'sum') continue;
      reported[name] = { value: reduce === 'mean' ? total! / weight! : total!, weight: weight!, reduce };
    }
    return reported;
  }

  /** Between steps: the numbers so far, as metrics. */
  async read(): Promise<Metrics> {
    return Object.fromEntries(Object.entries(await this.soFar()).map(([name, { value }]) => [name, value]));
  }

  /** How each name is reduced, for snapshots. */
  reductions(): Readonly<Record<string, Reduction>> {
    return Object.fromEntries(this.#reductions);
  }

  /** The result of {@link reductions}: the sums can then be read before the step has run again. */
  restore(reductions: Readonly<Record<string, Reduction>>): void {
    for (const [name, reduction] of Object.entries(reductions)) this.#reductions.set(name, reduction);
  }

  /** Between epochs: resets all sums. */
  reset(): void {
    this.#variables.zero(PREFIX);
  }

  #slots(name: string) {
    return {
      sum: this.#variables.variable(`${PREFIX}sum/${name}`, 0),
      count: this.#variables.variable(`${PREFIX}count/${name}`, 0),
    };
  }
}
