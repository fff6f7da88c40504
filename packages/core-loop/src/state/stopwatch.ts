import { isPromise } from '../contract/awaitable.js';
import type { Timing, Timings } from '../contract/records.js';

/** Where time is counted. */
export interface Account {
  milliseconds: number;
  calls: number;
}

const account = (): Account => ({ milliseconds: 0, calls: 0 });

/** Splits the time of a run among its parts: one at a time, the innermost. Reads the clock twice for each. */
export class Stopwatch {
  readonly data = account();
  readonly step = account();
  readonly evaluation = account();
  readonly saving = account();
  readonly #hooks = new Map<string, Account>();
  readonly #rest = account();
  readonly #now: () => number;
  /** Undefined while the watch is stopped. */
  #current: Account | undefined;
  #since = 0;

  /** @param now a clock in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The account of a plugin's hooks. */
  hooksOf(plugin: string): Account {
    const known = this.#hooks.get(plugin) ?? account();
    this.#hooks.set(plugin, known);
    return known;
  }

  start(): void {
    this.#since = this.#now();
    this.#current = this.#rest;
  }

  stop(): void {
    this.turnTo(undefined);
  }

  /** Counts the time of `call` as `part`, even if it fails. */
  time<T>(part: Account, call: () => T): T {
    part.calls++;
    const before = this.turnTo(part);
    let made: T;
    try {
      made = call();
    } catch (error) {
      this.turnTo(before);
      throw error;
    }
    if (!isPromise(made)) {
      this.turnTo(before);
      return made;
    }
    return made.then(
      (result) => {
        this.turnTo(before);
        return result;
      },
      (error: unknown) => {
        this.turnTo(before);
        throw error;
      },
    ) as T;
  }

  read(): Timings {
    this.turnTo(this.#current);
    const { data, step, evaluation, saving } = this;
    const called = [...this.#hooks].filter(([, { calls }]) => calls > 0);
    const all = [data, step, evaluation, saving, this.#rest, ...this.#hooks.values()];
    return {
      seconds: all.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000,
      data: timing(data),
      step: timing(step),
      evaluation: timing(evaluation),
      saving: timing(saving),
      hooks: Object.fromEntries(called.map(([plugin, own]) => [plugin, timing(own)])),
      rest: this.#rest.milliseconds / 1000,
    };
  }

  /** From here on time counts as `part`. @returns the previous part */
  turnTo(part: Account | undefined): Account | undefined {
    const before = this.#current;
    if (before === undefined) return before; // a part that ends after the stop does not restart it
    this.#current = part;
    const now = this.#now();
    before.milliseconds += now - this.#since;
    this.#since = now;
    return before;
  }
}

function timing({ milliseconds, calls }: Account): Timing {
  return { seconds: milliseconds / 1000, calls };
}
