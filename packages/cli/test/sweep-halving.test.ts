import { describe, expect, test } from 'vitest';
import { betterHalf, candidatesOf, rungsOf } from '../src/commands/sweep/halving.js';
import { presetConfig } from '../src/config/resolve-config.js';
import type { Plan } from '../src/plan/plan.js';

/** A plan of these windows, data and seeds, in this order. */
function planOf(...runs: (readonly [window: number, dataset: string, seed: number, more?: object])[]): Plan {
  const planned = runs.map(([window, dataset, seed, more], index) => {
    const config = presetConfig('quick', { window, dataset, seed, ...more });
    return { index, name: `${index}`, folder: `/plan/${index}`, config };
  });
  return { path: '/plan/plan.jsonl', folder: '/plan', runs: planned };
}

test('candidates are the runs that differ in data, fold and seed alone', () => {
  const plan = planOf([30, 'FD001', 1], [50, 'FD001', 1], [30, 'FD003', 1], [50, 'FD003', 1]);
  expect(candidatesOf(plan).map((runs) => runs.map(({ index }) => index))).toEqual([
    [0, 2],
    [1, 3],
  ]);
});

test.each([
  [planOf([30, 'FD001', 1], [50, 'FD001', 2]), /not all the same data, folds and seeds/],
  [planOf([30, 'FD001', 1], [50, 'FD001', 1, { epochs: 9 }]), /differ in their epochs/],
  [planOf([30, 'FD001', 1], [50, 'FD001', 1, { selection: 'test' }]), /chosen by the test units/],
])('a plan whose figures do not compare is refused (%#)', (plan, reason) => {
  expect(() => candidatesOf(plan)).toThrow(reason);
});

test('they are compared after so many epochs, twice as many, and so on before the end', () => {
  expect(rungsOf(1, 8)).toEqual([1, 2, 4]);
  expect(rungsOf(3, 8)).toEqual([3, 6]);
  expect(rungsOf(8, 8)).toEqual([]);
});

describe('the better half', () => {
  const half = (scores: Record<string, number>) => betterHalf(Object.keys(scores), new Map(Object.entries(scores)));

  test('has the lowest scores, the middle one included, in the order of the plan', () => {
    expect(half({ a: 3, b: 1, c: 4, d: 2 })).toEqual(['b', 'd']);
    expect(half({ a: 3, b: 1, c: 2 })).toEqual(['b', 'c']);
    expect(half({ a: 1 })).toEqual(['a']);
  });

  test('has those that come first of equal ones, and what has failed last', () => {
    expect(half({ a: 2, b: 2, c: 2, d: 2 })).toEqual(['a', 'b']);
    const none = Number.POSITIVE_INFINITY;
    expect(half({ a: none, b: none, c: 7, d: none })).toEqual(['a', 'c']);
  });
});
