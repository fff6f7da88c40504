import { plainText } from '@amnl/core-loop/plain-text';

/** Of a value from a file: enough to find it again. */
const MOST = 80;

/** A value from a file, as JSON, for a message. */
export function plainValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  try {
    return plainText(JSON.stringify(value), MOST);
  } catch {
    return 'a value nested too deeply'; // beyond some 5,000 levels `JSON.stringify` overflows the stack
  }
}

/** A name, or another piece of text from a file or flag, for a message. */
export function shortText(text: string): string {
  return plainText(text, MOST);
}
