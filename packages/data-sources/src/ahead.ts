import type { Steps } from './iterator-of.js';

/**
 * The items of `source`, in order, with up to `most` of them made ahead of time, one after the other.
 * An error comes at the item at which the source failed. Leaving early closes the source.
 * @param keep makes an item last while the next ones are made
 */
export async function* ahead<T>(source: Steps<T>, most: number, keep: (item: T) => T): AsyncGenerator<T> {
  const ready: T[] = [];
  let making: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let over = false; // nothing more is requested
  let closed = false; // the source has ended by itself

  const makeAhead = (): void => {
    if (making === undefined && !over && ready.length < most) making = make();
  };
  // Never rejects: no one may be waiting for it.
  const make = async (): Promise<void> => {
    try {
      const item = await next();
      if (item.done) over = true;
      else ready.push(keep(item.value));
    } catch (error) {
      failure = { error };
      over = true;
    }
    making = undefined;
    makeAhead();
  };
  const next = async (): Promise<IteratorResult<T>> => {
    try {
      const result = await source.next();
      closed = result.done === true;
      return result;
    } catch (error) {
      closed = true;
      throw error;
    }
  };

  try {
    for (;;) {
      makeAhead();
      while (ready.length === 0 && !over) await making;
      if (ready.length === 0) break;
      const item = ready.shift()!;
      makeAhead(); // while this one is in use
      yield item;
    }
    if (failure) throw failure.error;
  } finally {
    over = true;
    if (!closed) await source.return?.();
  }
}
