// Zip archives with any lie in any field.
import { deflateRawSync } from 'node:zlib';
import { fromText, join, mutateBytes } from './bytes.mjs';

const text = (line, times) => fromText(line.repeat(times));
/** The files that the reader under test looks for. */
export const CONTENTS = {
  'train_FD001.txt': text('1 1 0 0 100\n', 40),
  'test_FD001.txt': text('1 1 0.5 0 100\n', 30),
  'RUL_FD001.txt': text('112\n', 5),
};
/** Thirty megabytes in thirty kilobytes. */
const BOMB = new Uint8Array(deflateRawSync(new Uint8Array(30_000_000), { level: 9 }));
const SIZES = [0, 1, 2 ** 16, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1];
const PREFIXES = [
  '../',
  '../../../tmp/',
  '/',
  '/etc/',
  'C:\\',
  'C:',
  '\\\\server\\share\\',
  './',
  'a/../../',
  '..\\..\\',
  'a\0/',
  `${'x'.repeat(60_000)}/`,
];
const SYMLINK = 0xa1ff0000;

/** Bytes of little-endian fields: [value, bytes] each. */
function fields(...list) {
  const bytes = new Uint8Array(list.reduce((sum, [, width]) => sum + width, 0));
  let at = 0;
  for (const [value, width] of list) {
    for (let i = 0; i < width; i++) bytes[at + i] = Math.floor(value / 256 ** i) % 256;
    at += width;
  }
  return bytes;
}

/** A member as an honest archive has it. */
export function member(name, content, { deflate = true } = {}) {
  const packed = deflate ? new Uint8Array(deflateRawSync(content)) : content;
  return { name: fromText(name), packed, method: deflate ? 8 : 0, size: content.length, flags: 0, mode: 0x81a40000 };
}

/** Writes members, and the records behind them, with the claims given. */
export function writeZip(members, lies = {}) {
  const parts = lies.prefix ? [lies.prefix] : [];
  const directory = [];
  let at = parts.length > 0 ? parts[0].length : 0;
  for (const {
    name,
    packed,
    method,
    size,
    flags,
    mode,
    extra = new Uint8Array(0),
    packedSize = packed.length,
    offset = at,
  } of members) {
    const common = [
      [flags, 2],
      [method, 2],
      [0, 8],
      [packedSize, 4],
      [size, 4],
      [name.length, 2],
      [extra.length, 2],
    ];
    const local = join(fields([0x04034b50, 4], [20, 2], ...common), name, extra, packed);
    directory.push(
      join(
        fields([0x02014b50, 4], [20, 2], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [mode, 4], [offset, 4]),
        name,
        extra,
      ),
    );
    parts.push(local);
    at += local.length;
  }
  const listed = join(...directory);
  const { count = members.length, bytes = listed.length, start = at, comment = new Uint8Array(0), zip64 } = lies;
  const far =
    zip64 === undefined
      ? []
      : [
          fields(
            [0x06064b50, 4],
            [44, 8],
            [45, 2],
            [45, 2],
            [0, 4],
            [0, 4],
            [zip64, 8],
            [zip64, 8],
            [bytes, 8],
            [start, 8],
          ),
          fields([0x07064b50, 4], [0, 4], [at + listed.length, 8], [1, 4]),
        ]; // prettier-ignore
  const end = fields(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [count % 65536, 2],
    [count % 65536, 2],
    [bytes, 4],
    [start, 4],
    [comment.length, 2],
  );
  return join(...parts, listed, ...far, end, comment);
}

const MEMBER_LIES = [
  (m, random) => (m.name = join(fromText(random.pick(PREFIXES)), m.name)),
  (m, random) => (m.size = random.pick([...SIZES, m.size + 1, m.size - 1])),
  (m, random) => (m.packedSize = random.pick([...SIZES, m.packed.length + 1, Math.max(0, m.packed.length - 1)])),
  (m, random) => (m.offset = random.pick([...SIZES, 5, 30])),
  (m, random) => (m.method = random.pick([0, 1, 8, 9, 14, 99, 65535])),
  (m, random) => (m.flags = random.pick([1, 8, 64, 0x800, 0x2000, 0xffff])),
  (m) => (m.mode = SYMLINK),
  (m, random) => (m.packed = mutateBytes(m.packed, random, [m.packed])),
  (m, random) => Object.assign(m, { packed: BOMB, method: 8, ...(random.chance(0.3) && { size: 30_000_000 }) }),
  (m, random) => (m.extra = fields([1, 2], [24, 2], [random.pick(SIZES), 8], [random.pick(SIZES), 8], [0, 8])),
];
const ARCHIVE_LIES = [
  (lies, random) => (lies.count = random.pick([0, 1, 2, 4, 255, 65534, 65535])),
  (lies, random) => (lies.bytes = random.pick([...SIZES, 46])),
  (lies, random) => (lies.start = random.pick([...SIZES, 46])),
  (lies, random) => (lies.comment = fromText('PK\x05\x06'.repeat(random.length(15_000)))),
  (lies, random) => (lies.prefix = fromText('MZ'.repeat(random.length(300)))),
  (lies, random) =>
    Object.assign(lies, {
      zip64: random.pick([1, 3, 2 ** 32 - 1, 2 ** 52]),
      count: random.pick([3, 65535]),
      start: random.chance(0.5) ? 2 ** 32 - 1 : undefined,
    }),
];

/** An archive with some lies; one in twelve has none. */
export function lyingZip(random) {
  const members = Object.entries(CONTENTS).map(([name, content]) =>
    member(name, content, { deflate: random.chance(0.7) }),
  );
  const lies = {};
  for (let n = random.below(4); n > 0; n--) {
    if (random.chance(0.6)) random.pick(MEMBER_LIES)(random.pick(members), random);
    else random.pick(ARCHIVE_LIES)(lies, random);
  }
  if (random.chance(0.15)) members.push({ ...random.pick(members) }); // a name twice
  if (random.chance(0.1)) members.unshift(member('readme.txt', text('x', random.length(2000))));
  if (random.chance(0.01))
    for (let i = random.length(3000); i > 0; i--) members.push(member(`f${i}`, new Uint8Array(0), { deflate: false }));
  if (random.chance(0.1)) members.reverse();
  return writeZip(members, lies);
}
