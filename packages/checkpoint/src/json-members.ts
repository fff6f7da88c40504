import { valueInMessage } from './value-in-message.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The members of a JSON object, one at a time. The whole is never built, however many there are, and a duplicate
 * name is detected, here or in a member's own object: `JSON.parse` would silently keep the last one.
 * @throws SyntaxError if `text` is not a JSON object, or an object in it has a duplicate name
 */
export function* membersOf(text: string): Generator<readonly [name: string, value: unknown]> {
  const seen = new Set<string>();
  let at = skipSpace(text, expect(text, skipSpace(text, 0), '{'));
  for (let more = text[at] !== '}'; more; ) {
    expect(text, at, '"');
    const nameEnd = stringEnd(text, at);
    // Parsed, not sliced: a slice would keep the whole text alive.
    const name = JSON.parse(text.slice(at, nameEnd)) as string;
    if (seen.has(name)) throw new SyntaxError(`${valueInMessage(name)} appears twice`);
    seen.add(name);
    const begin = skipSpace(text, expect(text, skipSpace(text, nameEnd), ':'));
    const { end, names } = valueEnd(text, begin);
    const value: unknown = JSON.parse(text.slice(begin, end));
    if (names > 0 && names !== Object.keys(value as object).length) {
      throw new SyntaxError(`a name within ${valueInMessage(name)} appears twice`);
    }
    yield [name, value];
    at = skipSpace(text, end);
    more = text[at] === ',';
    if (more) at = skipSpace(text, at + 1);
  }
  if (skipSpace(text, expect(text, at, '}')) < text.length) throw new SyntaxError('there is text after its object');
}

/** Skips one required character. */
function expect(text: string, at: number, character: string): number {
  if (text[at] === character) return at + 1;
  throw new SyntaxError(`${JSON.stringify(character)} expected at character ${at}`);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return at;
}

/** Skips the string that starts at `from`. */
function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if ((at - before) % 2 === 1) return at + 1;
  }
  throw new SyntaxError(`the string at character ${from} does not end`);
}

/** Skips the value that starts at `from`, which is still to be parsed; also counts the names of its own object. */
function valueEnd(text: string, from: number): { readonly end: number; readonly names: number } {
  let depth = 0;
  let names = 0;
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = stringEnd(text, at);
      if (depth === 1 && text[skipSpace(text, at)] === ':') names++;
    } else {
      const opens = code === 0x7b || code === 0x5b; // { [
      const closes = code === 0x7d || code === 0x5d; // } ]
      if (depth === 0 && (closes || code === 0x2c || code <= 0x20)) break; // the end of a number or a word
      if (opens) depth++;
      else if (closes) depth--;
      at++;
      if (!closes) continue;
    }
    if (depth === 0) break;
  }
  return { end: at, names };
}
