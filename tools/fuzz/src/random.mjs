// Random numbers that are a pure function of (seed, parser, index): any input of a run can be made again by itself.

const GOLDEN = 0x9e3779b9;

/** A finaliser of MurmurHash3: every bit of the input changes half of the output's. */
function mix(x) {
  let h = x >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The generator of input `index` of parser `name`. */
export function randomOf(seed, name, index) {
  let key = mix(seed ^ GOLDEN);
  for (let i = 0; i < name.length; i++) key = mix(key ^ name.charCodeAt(i));
  key = mix(key ^ index);
  let counter = 0;
  const next = () => mix(key + Math.imul(++counter, GOLDEN));
  const random = {
    /** A whole number, 0 … n − 1. */
    below: (n) => Math.floor((next() / 2 ** 32) * n),
    /** A whole number, from … to. */
    between: (from, to) => from + random.below(to - from + 1),
    /** True with probability p. */
    chance: (p) => next() / 2 ** 32 < p,
    /** One of a list. */
    pick: (list) => list[random.below(list.length)],
    /** A length up to `most`: short ones are as likely as long ones. */
    length: (most) => Math.min(most, random.below(2 ** random.between(1, Math.ceil(Math.log2(most + 2))))),
  };
  return random;
}
