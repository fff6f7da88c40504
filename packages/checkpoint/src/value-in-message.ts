/** A value of a hostile header in a message: short, and never traversed (deep nesting would overflow the stack). */
export function valueInMessage(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (!Array.isArray(value)) return typeof value === 'object' ? 'an object' : String(value);
  const flat = value.slice(0, 8).map((item) => (typeof item === 'object' ? '…' : String(item).slice(0, 24)));
  return `[${flat}${value.length > 8 ? ',…' : ''}]`;
}
