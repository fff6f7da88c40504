import { plainText } from '@amnl/core-loop/plain-text';
import type { z } from 'zod';
import { plainValue, shortText } from '../terminal/plain-value.js';

/** A longer line was not written by us: it would have some ten thousand metrics. */
const MAX_LINE = 1 << 20;

/** Deeper values are not files of ours, and beyond some thousand levels `JSON.stringify` overflows the stack. */
const MAX_LEVELS = 100;

/** The lines of a text, one at a time, so that a text of nothing but line ends makes no list of millions of them. */
export function* linesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end === -1 ? text.length : end;
    yield text.slice(from, to);
    from = to + 1;
  }
}

/** What came of reading a JSON text: a value as its schema describes it, or the reason why it is none, in words. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: () => string };

/** Reads a JSON text of at most `most` characters that must be what `schema` describes; never throws. */
export function readJson<T>(text: string, schema: z.ZodType<T>, most = MAX_LINE): Read<T> {
  if (text.length > most) return { ok: false, why: () => `has ${text.length} characters, more than ${most}` };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, why: () => `is not JSON (${plainText((error as Error).message, 200)})` };
  }
  if (isDeeper(json, MAX_LEVELS)) return { ok: false, why: () => `is nested more than ${MAX_LEVELS} levels deep` };
  const parsed = schema.safeParse(json);
  // zod makes the error when it is first looked at; for who only skips a bad line, it never does.
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, why: () => refusal(json, parsed.error) };
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function refusal(json: unknown, { issues }: z.ZodError): string {
  const { path, message } = issues[0]!;
  const where = path.length === 0 ? '' : ` at '${shortText(path.map(String).join('.'))}'`;
  return `is not as expected${where}: ${plainText(message, 200)}; found ${plainValue(valueAt(json, path))}`;
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], json);
}
