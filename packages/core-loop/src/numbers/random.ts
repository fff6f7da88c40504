/**
 * A counter-based generator: every number is a pure function of (seed, stream name, counter, index). Nothing is stored
 * between calls, so order, engine, thread count and resume cannot change a number.
 *
 * The mixing function is "lowbias32" (C. Wellons, hash prospector, 2018: bias 0.17), applied twice with two keys.
 */

/** 32-bit finaliser with good avalanche. */
function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** 32-bit hash of a name (FNV-1a, finalised). */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** Key of a stream: two 32-bit words. */
interface StreamKey {
  readonly a: number;
  readonly b: number;
}

function streamKey(seed: number, stream: string, counter: number): StreamKey {
  const high = Math.floor(seed / 2 ** 32) | 0; // seeds up to 2^53 count in full
  const a = mix(mix((seed | 0) ^ 0x9e3779b9) ^ hashName(stream) ^ Math.imul(high, 0x85ebca6b));
  const b = mix(mix(a + 0x6a09e667) ^ mix(counter | 0) ^ Math.floor(counter / 2 ** 32));
  return { a, b };
}

function word(key: StreamKey, index: number): number {
  return mix(mix(index ^ key.a) + key.b);
}

/**
 * Fills `out` with uniform numbers in [0, 1), multiples of 2^-24 (every float32 in use is exact).
 * @param seed integer up to 2^53
 * @param stream name of the stream, e.g. `'conv1/dropout'`
 * @param counter step, epoch or any other non-negative integer
 */
export function fillUniform(out: Float32Array, seed: number, stream: string, counter: number): Float32Array {
  const key = streamKey(seed, stream, counter);
  for (let i = 0; i < out.length; i++) out[i] = (word(key, i) >>> 8) * 2 ** -24;
  return out;
}

/** Fills `out` with standard normal numbers (Box–Muller on pairs of uniforms). Arguments as {@link fillUniform}. */
export function fillNormal(out: Float32Array, seed: number, stream: string, counter: number): Float32Array {
  const key = streamKey(seed, stream, counter);
  for (let i = 0; i < out.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log((word(key, i) + 1) * 2 ** -32)); // in (0, 1]: no log(0)
    const angle = 2 * Math.PI * word(key, i + 1) * 2 ** -32;
    out[i] = radius * Math.cos(angle);
    if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
  }
  return out;
}

/**
 * Fills `out` with a dropout mask: 0 with probability `rate` (to 1/65536), else 1 / (1 − rate). One 32-bit word gives two
 * elements. Arguments as {@link fillUniform}.
 */
export function fillDropoutMask(
  out: Float32Array,
  rate: number,
  seed: number,
  stream: string,
  counter: number,
): Float32Array {
  const key = streamKey(seed, stream, counter);
  const last = Math.round(rate * 65536) - 1;
  const keep = 1 / (1 - rate);
  // The sign of the difference is the choice: a branch would be mispredicted every third time.
  for (let i = 0; i < out.length; i += 2) {
    const bits = word(key, i >>> 1);
    out[i] = keep * ((last - (bits & 0xffff)) >>> 31);
    if (i + 1 < out.length) out[i + 1] = keep * ((last - (bits >>> 16)) >>> 31);
  }
  return out;
}

/**
 * The numbers 0 … n−1 in random order (Fisher–Yates), a pure function of its arguments.
 * @returns an `Int32Array` of length `n`
 */
export function permutation(n: number, seed: number, stream: string, counter: number): Int32Array {
  const key = streamKey(seed, stream, counter);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    // Multiply-shift onto 0 … i; its bias is below i / 2^32.
    const j = Math.floor((word(key, i) * (i + 1)) / 2 ** 32);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
