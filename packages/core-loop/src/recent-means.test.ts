import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recentMeans } from './recent-means.js';
import type { Reported } from './run.js';

const mean = (values: readonly number[]): Reported => ({
  value: values.reduce((a, b) => a + b, 0) / values.length,
  count: values.length,
  reduce: 'mean',
});

it('is worked by hand: 2, 4, then 9, 11, 13', () => {
  expect(recentMeans({ loss: mean([2, 4, 9, 11, 13]) }, { loss: mean([2, 4]) })['loss']).toBeCloseTo(11, 12);
  expect(recentMeans({ loss: mean([2, 4]) }, undefined)).toEqual({ loss: 3 });
});

it('takes all that is there when another epoch has begun', () => {
  expect(recentMeans({ loss: mean([5]) }, { loss: mean([1, 1, 1]) })).toEqual({ loss: 5 });
});

it('leaves a mean of nothing out', () => {
  expect(recentMeans({ loss: mean([1, 2]) }, { loss: mean([1, 2]) })).toEqual({});
});

it('subtracts sums and keeps last ones', () => {
  const sum = (value: number, count: number): Reported => ({ value, count, reduce: 'sum' });
  const last = (value: number, count: number): Reported => ({ value, count, reduce: 'last' });
  expect(recentMeans({ skipped: sum(5, 9), scale: last(8, 9) }, { skipped: sum(2, 4), scale: last(4, 4) })).toEqual({
    skipped: 3,
    scale: 8,
  });
});

it('gives back the mean of what was added, whatever it was', () => {
  const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(values, values, (old, fresh) => {
      const recent = recentMeans({ x: mean([...old, ...fresh]) }, { x: mean(old) })['x']!;
      expect(recent).toBeCloseTo(mean(fresh).value, 8);
    }),
  );
});
