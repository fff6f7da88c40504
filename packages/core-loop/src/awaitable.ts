/** A value, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>;

/** Whether there is anything to wait for; lets all-synchronous hooks run without a microtask. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function';
}
