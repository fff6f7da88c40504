import { failure } from './errors.js';

/** Anything that can be iterated once. */
export type Steps<T> = Iterator<T> | AsyncIterator<T>;

/**
 * An iterator over what a source returned.
 * @param what it is called in the message, e.g. `batches()`
 * @throws DS_SOURCE_INVALID
 */
export function iteratorOf<T>(given: Iterable<T> | AsyncIterable<T>, by: string, what: string): Steps<T> {
  const { [Symbol.asyncIterator]: later, [Symbol.iterator]: now } = Object(given) as Partial<
    Iterable<T> & AsyncIterable<T>
  >;
  const made: Steps<T> | undefined = later?.call(given) ?? now?.call(given);
  if (typeof made?.next === 'function') return made;
  throw failure('DS_SOURCE_INVALID', by, `${what} gave ${String(given)}. Return a generator, or a list of batches`);
}
