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

/** Any value for a message: as {@link describeValue}, with arrays of numbers by their type, and without quotes around what is not a text. */
export function shown(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `a ${typeName(value)}`;
  return typeof value === 'object' || typeof value === 'string' ? describeValue(value) : String(value);
}

/** `Float32Array` and the like, from whatever frame it comes. */
export function typeName(value: ArrayBufferView): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
