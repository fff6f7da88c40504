import type { Steps } from './iterator-of.js';

type Outcome<T> = { readonly item: T } | { readonly error: unknown } | { readonly end: true };

/**
 * What `source` gives, in its order, with up to `most` items asked for before they are wanted. One is asked for at a time. An
 * error comes where the source failed, after everything before it. Whoever leaves early closes the source.
 * @param keep makes an item last while the next ones are made
 */
export async function* ahead<T>(source: Steps<T>, most: number, keep: (item: T) => T): AsyncGenerator<T> {
  const asked: Promise<Outcome<T>>[] = [];
  let last: Promise<Outcome<T> | undefined> = Promise.resolve(undefined);
  let left = false;
  let over = false;

  // Never rejects: what nobody waits for any more is nobody's.
  const ask = async (before: Promise<Outcome<T> | undefined>): Promise<Outcome<T>> => {
    const outcome = await before;
    if (left) return { end: true };
    if (outcome !== undefined && !('item' in outcome)) return outcome; // an end stays one
    try {
      const { done, value } = await next();
      return done ? { end: true } : { item: keep(value) };
    } catch (error) {
      return { error };
    }
  };
  const next = async () => {
    try {
      const result = await source.next();
      over = result.done === true;
      return result;
    } catch (error) {
      over = true;
      throw error;
    }
  };

  try {
    for (;;) {
      // The one that is wanted now, and `most` beyond it.
      while (asked.length <= most) {
        const asking = ask(last);
        last = asking;
        asked.push(asking);
      }
      const outcome = await asked.shift()!;
      if ('error' in outcome) throw outcome.error;
      if ('end' in outcome) return;
      yield outcome.item;
    }
  } finally {
    left = true;
    if (!over) await source.return?.();
  }
}
