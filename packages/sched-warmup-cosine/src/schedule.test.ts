import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from './fixtures/cosine.json' with { type: 'json' };
import { cosineRate, warmupCosineRate, warmupFactor } from './schedule.js';

/** Equal to 12 digits: the tables are worked by hand in decimals. */
function expectRate(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected));
}

describe('warmupFactor', () => {
  // 0.1 + 0.9 · e / 10
  it.each([
    [0, 0.1],
    [1, 0.19],
    [5, 0.55],
    [9, 0.91],
    [9.5, 0.955],
  ])('epoch %d: %d', (epoch, factor) => {
    expectRate(warmupFactor(epoch), factor);
  });

  it('is exactly 1 from epoch W on', () => {
    expect([10, 11, 99, 100, 101].map((epoch) => warmupFactor(epoch))).toEqual([1, 1, 1, 1, 1]);
  });

  it('takes other shapes, none included', () => {
    expect([0, 1, 2, 3, 4].map((epoch) => warmupFactor(epoch, { epochs: 4, from: 0 }))).toEqual([
      0, 0.25, 0.5, 0.75, 1,
    ]);
    expect(warmupFactor(0, { epochs: 0 })).toBe(1);
    expect(warmupFactor(0, { from: 1 })).toBe(1);
  });

  it('rises and stays within [from, 1]', () => {
    const number = (max: number) => fc.double({ min: 0, max, noNaN: true });
    fc.assert(
      fc.property(number(50), number(10), number(40), number(1), (epoch, later, epochs, from) => {
        const factor = warmupFactor(epoch, { epochs, from });
        expect(factor).toBeGreaterThanOrEqual(from - 1e-15);
        expect(factor).toBeLessThanOrEqual(1 + 1e-15);
        expect(warmupFactor(epoch + later, { epochs, from })).toBeGreaterThanOrEqual(factor - 1e-15);
      }),
    );
  });
});

describe('cosineRate', () => {
  it.each(reference.cases)(
    'equals CosineAnnealingLR from $base to $min over $span epochs',
    ({ base, min, span, rates }) => {
      // The fixture has nine digits; torch's recursive form has an error of its own near the end, relative to the base.
      rates.forEach((rate, epoch) => {
        expect(Math.abs(cosineRate(epoch, { base, min, end: span }) - rate)).toBeLessThanOrEqual(1e-9 * base);
      });
    },
  );

  it('is flat before its start and after its end', () => {
    const shape = { base: 1e-3, min: 5e-6, start: 3, end: 7 };
    expect([0, 2, 3, 7, 8, 700].map((epoch) => cosineRate(epoch, shape))).toEqual([1e-3, 1e-3, 1e-3, 5e-6, 5e-6, 5e-6]);
  });
});

describe('warmupCosineRate', () => {
  // base 1e-3, W = 10, E = 100, η_min 5e-6: 5e-6 + ½ · 9.95e-4 · (1 + cos(π (e − 10) / 90)).
  it.each([
    [0, 1e-4],
    [9, 9.1e-4],
    [10, 1e-3],
    [11, 9.99696936442e-4], // cos 2° = 0.999390827019
    [40, 7.5125e-4], // cos 60° = ½
    [55, 5.025e-4], // cos 90° = 0
    [70, 2.5375e-4], // cos 120° = −½
    [99, 5.303063558e-6], // cos 178° = −0.999390827019
    [100, 5e-6],
    [101, 5e-6],
  ])('epoch %i: %d', (epoch, rate) => {
    expect(Math.abs(warmupCosineRate(epoch, { base: 1e-3, end: 100 }) - rate)).toBeLessThan(5e-13);
  });

  it('is exactly the base at epoch W and exactly the minimum at the end', () => {
    expect(warmupCosineRate(10, { base: 1e-3, end: 100 })).toBe(1e-3);
    expect(warmupCosineRate(100, { base: 1e-3, end: 100 })).toBe(5e-6);
  });
});
