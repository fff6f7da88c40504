// Mutations that know nothing of a format.

const NUMBERS = [0, 1, 7, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

const OPERATIONS = [
  function flipBit(bytes, random) {
    const copy = Uint8Array.from(bytes);
    if (copy.length > 0) copy[random.below(copy.length)] ^= 1 << random.below(8);
    return copy;
  },
  function setByte(bytes, random) {
    const copy = Uint8Array.from(bytes);
    if (copy.length > 0)
      copy[random.below(copy.length)] = random.pick([0, 9, 10, 13, 32, 34, 45, 46, 48, 57, 127, 128, 255]);
    return copy;
  },
  function setNumber(bytes, random) {
    const copy = Uint8Array.from(bytes);
    const width = random.pick([2, 4, 8]);
    if (copy.length < width) return copy;
    const at = random.below(copy.length - width + 1);
    const view = new DataView(copy.buffer);
    const number = random.pick(NUMBERS);
    if (width === 2) view.setUint16(at, number & 0xffff, true);
    else view.setUint32(at, number, true);
    if (width === 8) view.setUint32(at + 4, random.pick(NUMBERS), true);
    return copy;
  },
  function remove(bytes, random) {
    const at = random.below(bytes.length + 1);
    return join(bytes.subarray(0, at), bytes.subarray(at + random.length(bytes.length)));
  },
  function truncate(bytes, random) {
    return bytes.slice(0, random.below(bytes.length + 1));
  },
  function repeat(bytes, random) {
    const at = random.below(bytes.length + 1);
    const part = bytes.subarray(at, at + random.length(bytes.length));
    const times = random.chance(0.05) ? random.length(200) : 1;
    return join(bytes.subarray(0, at), ...Array(times).fill(part), bytes.subarray(at));
  },
  function insert(bytes, random) {
    const at = random.below(bytes.length + 1);
    const one = random.below(256);
    const same = random.chance(0.5);
    const fresh = Uint8Array.from({ length: random.length(random.chance(0.02) ? 10_000 : 40) }, () =>
      same ? one : random.below(256),
    );
    return join(bytes.subarray(0, at), fresh, bytes.subarray(at));
  },
  function splice(bytes, random, corpus) {
    const other = random.pick(corpus);
    const from = random.below(other.length + 1);
    return join(
      bytes.subarray(0, random.below(bytes.length + 1)),
      other.subarray(from, from + random.length(other.length)),
    );
  },
];

/** One random mutation of any bytes. */
export function mutateBytes(bytes, random, corpus) {
  return random.pick(OPERATIONS)(bytes, random, corpus);
}

/** Bytes one after the other. */
export function join(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const toText = (bytes) => Buffer.from(bytes).toString('latin1');
export const fromText = (text) => new Uint8Array(Buffer.from(text, 'latin1'));
