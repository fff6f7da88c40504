/**
 * Text from a file or a flag, for a message: cut after `most` characters, and with control characters written as `\xNN`,
 * so that it can neither flood nor steer a terminal.
 */
export function plainText(text: string, most = 80): string {
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  return short.replace(/\p{Cc}/gu, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** A value from a file, as JSON, for a message. */
export function plainValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  try {
    return plainText(JSON.stringify(value));
  } catch {
    return 'a value nested too deeply'; // beyond some 5,000 levels `JSON.stringify` overflows the stack
  }
}
