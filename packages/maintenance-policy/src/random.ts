// A counter-based generator: every number is a pure function of (seed, i, j), so order and machine cannot change one. The mixing function is
// "lowbias32" (C. Wellons, hash prospector, 2018: bias 0.17).

function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A whole number from 0 to n − 1; its bias is below n / 2^32. */
export function drawn(n: number, seed: number, i: number, j: number): number {
  const a = mix((seed | 0) ^ 0x9e3779b9 ^ Math.imul(Math.floor(seed / 2 ** 32) | 0, 0x85ebca6b));
  const word = mix(mix(j ^ mix(i ^ a)) + mix(i + 0x6a09e667));
  return Math.floor((word * n) / 2 ** 32);
}
