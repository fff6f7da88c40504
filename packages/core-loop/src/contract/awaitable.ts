import { TrainError } from '../errors/errors.js';

/** A value, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>;

/** Whether there is anything to wait for; lets all-synchronous hooks run without a microtask. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/**
 * Gives `value` back unless it is a promise. What that one fails with later is taken, so that it does not end the process.
 * @throws CL_ASYNC
 */
export function synchronous<T>(value: T, what: string, by = 'core-loop'): T {
  if (!isPromise(value)) return value;
  value.then(undefined, () => {});
  throw new TrainError(
    'CL_ASYNC',
    `${what} returned a promise. It must be synchronous: await before or after, in a hook between steps`,
    {
      by,
    },
  );
}
