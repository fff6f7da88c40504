// Mutations of JSON that keep it JSON, or nearly so.
import { mutateBytes } from './bytes.mjs';

const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'valueOf',
  'length',
  'toJSON',
  '',
  '0',
  'é',
  '\u001b[2J',
  'k'.repeat(70),
];
const SCALARS = [
  null,
  true,
  false,
  0,
  1,
  2,
  -1,
  0.5,
  1e-320,
  1e308,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 53 - 1,
  '',
  '0',
  'FD002',
  'quick',
  'auto',
  '\u0000',
  '\u001b]0;x\u0007',
  '\ud800',
  '1e3',
  '[1,2]',
  '__proto__',
  [],
  {},
  [[]],
  [null],
  [1, 2, 3],
  { toString: 1, valueOf: 1 },
  { length: 1e9 },
  { toJSON: 1 },
]; // prettier-ignore
/** What `JSON.stringify` does not write; put in as text. */
const RAW = [
  '1e999',
  '-1e999',
  '-0',
  '1E5',
  '0.10',
  '123456789012345678901234567890',
  '{"a":1,"a":2}',
  '[1,]',
  '01',
  'NaN',
  "'x'",
  nested(200),
  nested(8000),
  `${'{"a":'.repeat(8000)}1${'}'.repeat(8000)}`,
  `"${'x'.repeat(60_000)}"`,
  `[${Array(5000).fill(7).join(',')}]`,
  `[${Array(2000).fill('"a"').join(',')}]`,
]; // prettier-ignore
const isRaw = /"@raw:(\d+)"/g;

function nested(levels) {
  return '['.repeat(levels) + ']'.repeat(levels);
}

/** Every place in a value: its container and key. */
function places(value, found = []) {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    if (found.length > 500) break;
    found.push([value, key]);
    places(value[key], found);
  }
  return found;
}

const OPERATIONS = [
  (container, key, random) => put(container, key, structuredClone(random.pick(SCALARS))),
  (container, key, random) => put(container, key, `@raw:${random.below(RAW.length)}`),
  (container, key) => (Array.isArray(container) ? container.splice(Number(key), 1) : delete container[key]),
  (container, _, random) => put(container, random.pick(KEYS), structuredClone(random.pick(SCALARS))),
  (container, key, random) => {
    const value = container[key];
    put(container, key, change(value, random));
  },
  (container, key, random) => {
    const [other, otherKey] = random.pick(places(container));
    const mine = container[key];
    put(container, key, structuredClone(other[otherKey]));
    if (random.chance(0.5)) put(other, otherKey, structuredClone(mine));
  },
];

/** A value of the same kind. */
function change(value, random) {
  if (typeof value === 'number') {
    return random.pick([value + 1, value - 1, -value, value * 2, value / 2, value + 0.5, value * 4, 0, value * 1e300]);
  }
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') {
    const at = random.below(value.length + 1);
    return (
      value.slice(0, at) +
      random.pick(['', 'x', '0', ' ', '\n', '"', '/', '../', '\u009b']) +
      value.slice(at + random.below(2))
    );
  }
  if (Array.isArray(value))
    return random.pick([value.slice(1), [...value, ...value], [value], [...value, 0], [...value].reverse()]);
  return [value];
}

/** Sets an own property of any name. */
function put(container, key, value) {
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Changes a parsed value in one place. */
export function changeJson(value, random) {
  const all = places(value);
  if (all.length === 0 || random.chance(0.01))
    return random.chance(0.5) ? `@raw:${random.below(RAW.length)}` : random.pick(SCALARS);
  const [container, key] = random.pick(all);
  random.pick(OPERATIONS)(container, key, random);
  return value;
}

/** `JSON.stringify`, with what only text can say. */
export function writeJson(value, spaces) {
  return (JSON.stringify(value, null, spaces) ?? '').replace(isRaw, (_, index) => RAW[Number(index)]);
}

/** One random mutation of a JSON text. */
export function mutateJson(bytes, random, corpus) {
  if (random.chance(0.2)) return mutateBytes(bytes, random, corpus);
  try {
    const value = changeJson(JSON.parse(Buffer.from(bytes).toString('utf8')), random);
    return new Uint8Array(Buffer.from(writeJson(value, random.chance(0.5) ? 2 : undefined)));
  } catch {
    return mutateBytes(bytes, random, corpus); // no JSON any more, or too deep to write
  }
}
