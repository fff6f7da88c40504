import { writeAtomic } from '@amnl/checkpoint';

/** Writes a file whole or not at all; throws what `writeAtomic` of `@amnl/checkpoint` throws. */
export function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  return writeAtomic(path, bytes);
}

/** Writes a text file; see {@link writeBytes}. */
export function writeText(path: string, text: string): Promise<void> {
  return writeBytes(path, new TextEncoder().encode(text));
}

/** Writes a text file whose lines come in parts; see {@link writeBytes}. */
export function writeLines(path: string, parts: Iterable<readonly string[]>): Promise<void> {
  return writeAtomic(path, encoded(parts));
}

function* encoded(parts: Iterable<readonly string[]>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const lines of parts) yield encoder.encode(lines.map((line) => `${line}\n`).join(''));
}

/** Writes a value as indented JSON; see {@link writeText}. */
export function writeJson(path: string, value: unknown): Promise<void> {
  return writeText(path, `${JSON.stringify(value, null, 2)}\n`);
}
