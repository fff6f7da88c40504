// Mutations of text files with rows of numbers.
import { fromText, mutateBytes, toText } from './bytes.mjs';

const FIELDS = [
  '0',
  '-0',
  '+0',
  '1',
  '-1',
  '1.5',
  '0.1',
  '.5',
  '5.',
  '.',
  '-',
  '+',
  '+-1',
  '1e5',
  '1e-5',
  '1e308',
  '1e309',
  '1e-400',
  '1e',
  'e1',
  '1e+',
  '3.4028235e38',
  '3.5e38',
  '16777217',
  '2147483647',
  '2147483648',
  '9007199254740993',
  '999999999999999',
  '9999999999999999',
  '0.000000000000001',
  '123456789.123456789',
  '00000000000000000001',
  'nan',
  'NaN',
  'inf',
  '-Infinity',
  '0x10',
  '1_000',
  '1,5',
  '١',
  'null',
  '\0',
  '"1"',
  '1'.repeat(400),
  '1'.repeat(600),
  `0.${'0'.repeat(500)}1`,
]; // prettier-ignore
const SEPARATORS = [' ', '  ', '\t', '\r', '\n', '\r\n', ',', ';', '\xa0', '\v', '\f', '\0', '', ' '.repeat(5000)];

const OPERATIONS = [
  function field(lines, random) {
    const at = random.below(lines.length);
    const fields = lines[at].split(' ');
    fields[random.below(fields.length)] = random.pick(FIELDS);
    lines[at] = fields.join(' ');
  },
  function unitOrCycle(lines, random) {
    const at = random.below(lines.length);
    const fields = lines[at].trim().split(/\s+/);
    fields[random.below(2)] = String(random.pick([0, 1, 2, 3, 2 ** 31, -1, 1.5, random.below(300)]));
    lines[at] = fields.join(' ');
  },
  function separator(lines, random) {
    const at = random.below(lines.length);
    const fields = lines[at].split(' ');
    const place = random.below(fields.length);
    lines[at] = fields.slice(0, place).join(' ') + random.pick(SEPARATORS) + fields.slice(place).join(' ');
  },
  function drop(lines, random) {
    lines.splice(random.below(lines.length), 1);
  },
  function double(lines, random) {
    const at = random.below(lines.length);
    const times = random.chance(0.05) ? random.length(300) : 1;
    lines.splice(at, 0, ...Array(times).fill(lines[at]));
  },
  function swap(lines, random) {
    const [a, b] = [random.below(lines.length), random.below(lines.length)];
    [lines[a], lines[b]] = [lines[b], lines[a]];
  },
  function surplus(lines, random) {
    const at = random.below(lines.length);
    lines[at] += ` ${random.pick(FIELDS)}`;
  },
  function blank(lines, random) {
    lines.splice(
      random.below(lines.length),
      0,
      random.pick(['', ' ', '\t', '\r', '\xef\xbb\xbf', ' '.repeat(4096), ' '.repeat(4097)]),
    );
  },
  function mark(lines) {
    lines[0] = `\xef\xbb\xbf${lines[0]}`;
  },
  function lineEnds(lines) {
    for (let i = 0; i < lines.length; i++) lines[i] += '\r';
  },
];

/** One random mutation of a text with rows of numbers. */
export function mutateLines(bytes, random, corpus) {
  if (bytes.length === 0 || random.chance(0.3)) return mutateBytes(bytes, random, corpus);
  const lines = toText(bytes).split('\n');
  random.pick(OPERATIONS)(lines, random);
  return fromText(lines.join('\n'));
}
