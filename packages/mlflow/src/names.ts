import { createHash } from 'node:crypto';

/** Characters of a name, and of the values of parameters and tags (tags: those of MLflow 2, the newer ones take 8000). */
export const LIMITS = { name: 250, parameter: 6000, tag: 5000 } as const;

/**
 * Names as MLflow takes them: letters, digits, `_ - . /` and spaces, at most 250, and a path in normal form. What it refuses
 * becomes `_`; where that makes two names equal, the later one gets a number of its own.
 */
export class Names {
  readonly #known = new Map<string, string>();
  readonly #taken = new Set<string>();
  #renamed: string[] = [];

  of(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    let mapped = accepted(name);
    if (this.#taken.has(mapped)) mapped = `${mapped.slice(0, LIMITS.name - 9)}_${digest(name)}`;
    this.#known.set(name, mapped);
    this.#taken.add(mapped);
    if (mapped !== name) this.#renamed.push(`'${name.slice(0, 60)}' is '${mapped.slice(0, 60)}'`);
    return mapped;
  }

  /** What was renamed since the last call, in words. */
  takeRenamed(): readonly string[] {
    const renamed = this.#renamed;
    this.#renamed = [];
    return renamed;
  }
}

/** The nearest name that MLflow accepts. */
export function accepted(name: string): string {
  const parts = name
    .replace(/[^\p{L}\p{N}_\-. /]/gu, '_')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .map((part) => (part === '..' ? '__' : part));
  const path = parts.join('/') || '_';
  return path.length <= LIMITS.name ? path : `${path.slice(0, LIMITS.name - 9).replace(/\/$/, '_')}_${digest(name)}`;
}

/** A value as text, cut to what MLflow keeps. */
export function valueText(value: unknown, most: number): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`; // not half a letter
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** What the name of a run or an experiment must be, for messages. */
export const NAME_IN_WORDS = `a text of 1 to ${LIMITS.name} characters`;

/** Whether that is one. */
export function isName(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= LIMITS.name;
}
