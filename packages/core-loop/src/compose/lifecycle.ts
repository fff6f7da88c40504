import { type Awaitable, isPromise } from '../contract/awaitable.js';
import { TrainError } from '../errors/errors.js';

/**
 * Uses of the trainer, and its disposal. Training is exclusive; evaluations and predictions may overlap. What is disposed while
 * in use is freed after the last use.
 */
export class Lifecycle {
  readonly #notify: (failure: unknown) => void;
  #fitting = false;
  #readers = 0;
  #ended = false;
  /** Frees what was disposed while in use. */
  #free: (() => void) | undefined;

  /** @param notify called with what fails after `end` has returned */
  constructor(notify: (failure: unknown) => void) {
    this.#notify = notify;
  }

  /** @throws CL_DISPOSED, also if the trainer is disposed meanwhile; CL_BUSY */
  async alone<T>(body: () => Promise<T>): Promise<T> {
    this.#require();
    if (this.#readers > 0) {
      throw new TrainError(
        'CL_BUSY',
        'the trainer is in evaluate() or predict(), and fit() or restore() would change the weights under it. Await it first',
      );
    }
    this.#fitting = true;
    try {
      const result = await body();
      if (!this.#ended) return result;
      throw new TrainError('CL_DISPOSED', 'the trainer was disposed during fit(), which ended after the current step');
    } finally {
      this.#fitting = false;
      this.#free?.();
    }
  }

  /** @throws CL_DISPOSED, CL_BUSY */
  async shared<T>(body: () => Promise<T>): Promise<T> {
    this.#require();
    this.#readers++;
    try {
      return await body();
    } finally {
      if (--this.#readers === 0) this.#free?.();
    }
  }

  /** Calls `free` once: now, or as soon as the trainer is not in use. */
  end(free: () => Awaitable<void>): void {
    if (this.#ended) return;
    this.#ended = true;
    const used = this.#fitting || this.#readers > 0;
    const freed = used ? this.#unused().then(free) : free();
    if (isPromise(freed)) freed.then(undefined, this.#notify);
  }

  /** @throws CL_DISPOSED, CL_BUSY */
  #require(): void {
    if (this.#ended) throw new TrainError('CL_DISPOSED', 'the trainer is disposed. Create a new one');
    if (this.#fitting) throw new TrainError('CL_BUSY', 'the trainer is already in fit(). Await it first');
  }

  #unused(): Promise<void> {
    return new Promise((resolve) => {
      this.#free = resolve;
    });
  }
}

/** Something to free, and its owner. */
export interface Disposal {
  readonly by: string;
  dispose(): unknown;
}

/**
 * Frees everything, in order, even if one fails.
 * @returns a promise if one of them returned one
 * @throws CL_DISPOSE_FAILED the first failure; all of them are its `cause`
 */
export function disposeAll(disposals: readonly Disposal[]): Awaitable<void> {
  const failures: { readonly by: string; readonly error: unknown }[] = [];
  const waiting: PromiseLike<unknown>[] = [];
  for (const { by, dispose } of disposals) {
    try {
      const result = dispose();
      if (isPromise(result)) waiting.push(result.then(undefined, (error) => failures.push({ by, error })));
    } catch (error) {
      failures.push({ by, error });
    }
  }
  const done = (): void => {
    const [first] = failures;
    if (first === undefined) return;
    const detail = first.error instanceof Error ? first.error.message : String(first.error);
    const cause = failures.length === 1 ? first.error : new AggregateError(failures.map(({ error }) => error));
    throw new TrainError('CL_DISPOSE_FAILED', `dispose failed: ${detail}`, { by: first.by, cause });
  };
  return waiting.length === 0 ? done() : Promise.all(waiting).then(done);
}
