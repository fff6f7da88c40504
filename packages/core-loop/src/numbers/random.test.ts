import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillDropoutMask, fillNormal, fillUniform, permutation } from './random.js';

const uniform = (n: number, seed = 42, stream = 's', counter = 0) =>
  fillUniform(new Float32Array(n), seed, stream, counter);
const mean = (x: Float32Array) => x.reduce((a, b) => a + b, 0) / x.length;
const correlation = (a: Float32Array, b: Float32Array) => {
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((x, i) => {
    ab += (x - ma) * (b[i]! - mb);
    aa += (x - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
};

describe('the counter-based generator', () => {
  test('gives the numbers it always gave (a change breaks every stored run)', () => {
    expect([...uniform(4)].map((x) => Math.round(x * 2 ** 24))).toMatchInlineSnapshot(`
      [
        3993957,
        10787691,
        7132535,
        5103097,
      ]
    `);
    expect([...permutation(8, 42, 'windows', 3)]).toMatchInlineSnapshot(`
      [
        2,
        5,
        1,
        6,
        7,
        4,
        0,
        3,
      ]
    `);
    expect([...fillDropoutMask(new Float32Array(8), 0.5, 7, 'd', 1)]).toMatchInlineSnapshot(`
      [
        0,
        2,
        0,
        2,
        0,
        0,
        2,
        0,
      ]
    `);
  });

  test('is uniform: mean, chi-square over 64 cells, and range', () => {
    const n = 200_000;
    const x = uniform(n);
    expect(Math.abs(mean(x) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / n));
    const cells = new Float64Array(64);
    for (const value of x) {
      expect(value >= 0 && value < 1).toBe(true);
      cells[Math.floor(value * 64)]!++;
    }
    const chi2 = cells.reduce((sum, count) => sum + (count - n / 64) ** 2 / (n / 64), 0);
    expect(chi2).toBeLessThan(63 + 5 * Math.sqrt(2 * 63));
  });

  test.each([
    ['counters', uniform(50_000), uniform(50_000, 42, 's', 1)],
    ['far counters', uniform(50_000), uniform(50_000, 42, 's', 2 ** 33)],
    ['streams', uniform(50_000), uniform(50_000, 42, 't')],
    ['seeds', uniform(50_000), uniform(50_000, 43)],
    ['neighbouring elements', uniform(50_000), uniform(50_001).subarray(1)],
  ])('different %s are uncorrelated', (_what, a, b) => {
    expect(Math.abs(correlation(a, b))).toBeLessThan(5 / Math.sqrt(50_000));
  });

  test('normal numbers have mean 0, variance 1 and the right tail', () => {
    const x = fillNormal(new Float32Array(100_001), 1, 'n', 0);
    const variance = mean(x.map((v) => v * v));
    expect(Math.abs(mean(x))).toBeLessThan(0.015);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(x.filter((v) => Math.abs(v) > 1.96).length / x.length).toBeCloseTo(0.05, 2);
  });

  test('a dropout mask keeps 1 − rate of the elements and scales them by 1 / (1 − rate)', () => {
    const mask = fillDropoutMask(new Float32Array(200_001), 0.3, 42, 'd', 5);
    const kept = mask.filter((v) => v !== 0);
    expect(kept.every((v) => v === Math.fround(1 / 0.7))).toBe(true);
    expect(Math.abs(kept.length / mask.length - 0.7)).toBeLessThan(5 * Math.sqrt(0.21 / 200_001));
    expect(fillDropoutMask(new Float32Array(4), 0, 1, 'd', 0)).toEqual(Float32Array.of(1, 1, 1, 1));
  });

  test('a permutation holds every number once, and is a pure function', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(), fc.nat(1000), (n, seed, counter) => {
        const order = permutation(n, seed, 'p', counter);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        expect(permutation(n, seed, 'p', counter)).toEqual(order);
      }),
    );
  });
});
