import { writeAtomic } from '@amnl/checkpoint';

/** Writes a text file whole or not at all; throws what `writeAtomic` of `@amnl/checkpoint` throws. */
export function writeText(path: string, text: string): Promise<void> {
  return writeAtomic(path, new TextEncoder().encode(text));
}

/** Writes a value as indented JSON; see {@link writeText}. */
export function writeJson(path: string, value: unknown): Promise<void> {
  return writeText(path, `${JSON.stringify(value, null, 2)}\n`);
}
