// Inputs for parsers: files of a corpus after a few edits. They are fast-check's arbitraries, so what does harm is shrunk
// to fewer and smaller edits of an earlier file.
import fc from 'fast-check';

/** What stands in text for a number or a name, and should not, or only just may. */
const ODD_WORDS = [
  ...'nan NaN inf -Infinity 1e309 3.5e38 1e-400 1e 1e+ .5 5. . - + -0 1e5 16777217 2147483648 ١ 0x10 1_000'.split(' '),
  ...'null true "1" {} 1,2 [1,2] __proto__ constructor healthy \u001b[2J \0 \ufeff , ; = \xa0 \v \f'.split(' '),
  ...['', ' ', '\t', '\r', '\n', ' '.repeat(5000), 'x'.repeat(5000), '1'.repeat(600), `0.${'0'.repeat(500)}1`],
  '['.repeat(8000),
];
/** JSON values that a reader may not expect, some of which `JSON.stringify` would not write. */
const ODD_JSON = [
  ...'null true false 0 1 -1 0.5 -0 1E5 0.10 1e308 1e999 1e-320 2147483648 4294967296 9007199254740991 9007199254740992 "" '
    .concat('"0" "1e3" "FD002" "quick" "auto" "best" "last" "../x" "\\u001b]0;x" "\\ud800" "F64" "F16" "BF16" "I64" ')
    .concat('"BOOL" "F8" [] {} [[]] [null] {"length":1e9} {"toJSON":1} {"toString":1} {"a":1,"a":2} [1,] 01 NaN')
    .split(' '),
  ...['['.repeat(8000) + ']'.repeat(8000), `${'{"a":'.repeat(8000)}1${'}'.repeat(8000)}`, `"${'x'.repeat(60_000)}"`],
  `[${Array(5000).fill(7)}]`,
];
const ODD_KEYS = ['k'.repeat(5000), ...'__proto__ constructor toString toJSON length 0 é \u001b[2J '.split(' ')];
const NUMBERS = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const WORDS = /[^\s,=]+|\s|[,=]/g;
const LINES = /[^\n]*\n|[^\n]+/g;
const DEEP = /([[{][^[\]{}]*){100}/;

/** One of two, the second one time in `n`. */
export const rarely = (n, usual, rare) => fc.oneof({ weight: n - 1, arbitrary: usual }, { weight: 1, arbitrary: rare });
const times = rarely(30, fc.constant(1), fc.nat(300));

/** Files after one to four edits. */
const edited = (files, edit, apply) =>
  fc
    .tuple(fc.constantFrom(...files), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([file, edits]) => edits.reduce(apply, file));

/** Edits that know nothing of a format: cut, put in, overwrite, repeat, splice with another file. */
export function bytes(corpus) {
  const put = fc.oneof(
    fc.uint8Array({ maxLength: 8 }),
    fc.constantFrom(...NUMBERS).map((n) => new Uint8Array(Uint32Array.of(n).buffer)),
    fc.tuple(fc.constantFrom(...corpus), fc.nat(4096)).map(([file, at]) => file.slice(at)),
    fc.tuple(fc.nat(255), rarely(30, fc.nat(40), fc.nat(10_000))).map(([byte, n]) => new Uint8Array(n).fill(byte)),
  );
  const cut = fc.oneof(fc.constant(undefined), fc.nat(8), rarely(10, fc.nat(200), fc.nat(1 << 20))); // as much as is put in
  return edited(corpus, fc.record({ at: fc.nat(), cut, put, times }), (file, { at, cut, put, times }) => {
    const start = at % (file.length + 1);
    return Buffer.concat([
      file.subarray(0, start),
      ...Array(times).fill(put),
      file.subarray(start + (cut ?? put.length)),
    ]);
  });
}

/** Edits of text: words or lines cut, doubled, moved, replaced by odd ones; one time in five, of any bytes. */
export function text(corpus) {
  const word = fc.oneof(fc.constantFrom(...ODD_WORDS), fc.integer().map(String), fc.double().map(String));
  const put = fc.array(fc.oneof(fc.nat(), word), { maxLength: 2 }); // a number: so-and-so of the text's own units
  const edit = fc.record({ at: fc.nat(), cut: fc.nat(2), put, times, unit: fc.constantFrom(WORDS, LINES) });
  const texts = corpus.map((file) => Buffer.from(file).toString('utf8'));
  const changed = edited(texts, edit, (content, { at, cut, put, times, unit }) => {
    const units = content.match(unit) ?? [];
    const own = put.map((item) => (typeof item === 'number' ? (units[item % units.length] ?? '') : item));
    return units.toSpliced(at % (units.length + 1), cut, ...Array(times).fill(own).flat()).join('');
  });
  return rarely(5, changed.map(Buffer.from), bytes(corpus));
}

/** Another value somewhere in JSON: odd, any, a copy, or none; in its place, under another name, or once more. */
export const jsonEdit = fc.record({
  at: fc.nat(),
  value: fc.oneof(fc.constantFrom(...ODD_JSON), fc.json(), fc.nat(), fc.constant(undefined)),
  name: rarely(4, fc.constant(undefined), fc.oneof(fc.constantFrom(...ODD_KEYS), fc.string(), fc.constant(true))),
});

/** Edits of JSON, or of JSON lines, that mostly leave it JSON; one time in four, of its text. */
export function json(corpus) {
  const texts = corpus
    .map((file) => Buffer.from(file).toString('utf8'))
    .filter((content) => jsonParts(content).some(isJson));
  const changed = edited(texts, fc.tuple(fc.nat(), jsonEdit), (content, [line, edit]) => {
    const parts = jsonParts(content);
    const at = line % parts.length;
    return isJson(parts[at]) ? parts.with(at, editJson(parts[at], edit)).join('\n') : content;
  });
  return rarely(4, changed.map(Buffer.from), text(corpus));
}

const jsonParts = (content) => (isJson(content) ? [content] : content.split('\n'));

/** JSON that can be edited. What `JSON.stringify` takes for deep values grows with the square of their depth: not these. */
export function isJson(content) {
  if (DEEP.test(content)) return false;
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
}

export function editJson(content, { at, value, name }) {
  const root = JSON.parse(content);
  const all = places(root);
  const source = typeof value === 'number' ? JSON.stringify(all[value % all.length]?.[2]) : value;
  if (all.length === 0) return source ?? '';
  const [container, key, old] = all[at % all.length];
  const twice = `@raw:${JSON.stringify(key)}:${JSON.stringify(old)},${JSON.stringify(key)}`;
  const other = Array.isArray(container) ? key : name === true ? twice : (name ?? key);
  // `undefined` is not written: the member is gone. What follows `@raw:` is written as it stands.
  const put = source === undefined ? undefined : `@raw:${source}`;
  Object.defineProperty(container, other, { value: put, writable: true, enumerable: true, configurable: true });
  return JSON.stringify(root).replace(/"@raw:((?:[^"\\]|\\.)*)"/g, (_, written) => JSON.parse(`"${written}"`));
}

/** Every value within a value: its container, key, and itself. */
function places(value, depth = 0) {
  if (typeof value !== 'object' || value === null || depth > 20) return [];
  return Object.keys(value).flatMap((key) => [[value, key, value[key]], ...places(value[key], depth + 1)]);
}
