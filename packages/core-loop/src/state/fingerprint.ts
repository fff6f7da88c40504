import type { Json } from '../contract/records.js';
import { checksum } from '../numbers/checksum.js';

/**
 * A value as JSON, for comparing set-ups. Numbers, texts, lists and plain objects are themselves; an array of
 * numbers is its length and a checksum. A function is its name, an instance its class: a closure's variables cannot
 * be seen, and source text changes with every build. An object with a property `fingerprint` is that value.
 */
export function fingerprint(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'function':
    case 'object':
      return value === null ? 'null' : ofObject(value);
    default:
      return String(value);
  }
}

function ofObject(value: object & { readonly fingerprint?: unknown; readonly name?: unknown }): Json {
  const { fingerprint: own, name } = value;
  if (own !== undefined) return fingerprint(own);
  if (typeof value === 'function') return name ? `function ${name}` : 'a function';
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes with checksum ${checksum(value)}`;
  if (Array.isArray(value)) return value.map(fingerprint);
  if (Object.prototype.toString.call(value) === '[object RegExp]') return String(value);
  const made: unknown = value.constructor;
  if (typeof made === 'function' && made.name !== 'Object') return `of class ${made.name}`;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, fingerprint(item)]])),
  );
}
