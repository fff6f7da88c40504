import { plainText } from '@amnl/core-loop';

/** Text for a message: quoted, cut at 40 characters, no control characters. */
export function quote(text: string): string {
  return `"${plainText(text, 40)}"`;
}

/**
 * A JSON value for a message. Lists and objects are described, not printed: they may be nested so deeply that
 * `JSON.stringify` would overflow the stack, or too large to read.
 */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return quote(String(value));
}
