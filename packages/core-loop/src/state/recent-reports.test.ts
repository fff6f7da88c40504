import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Reported } from '../contract/records.js';
import { reportedSince } from './recent-reports.js';

const mean = (values: readonly number[]): Reported => ({
  value: values.reduce((a, b) => a + b, 0) / values.length,
  weight: values.length,
  reduce: 'mean',
});

it('is worked by hand: 2, 4, then 9, 11, 13', () => {
  expect(reportedSince({ loss: mean([2, 4]) }, { loss: mean([2, 4, 9, 11, 13]) })['loss']).toBeCloseTo(11, 12);
  expect(reportedSince(undefined, { loss: mean([2, 4]) })).toEqual({ loss: 3 });
});

it('leaves a mean of nothing out', () => {
  expect(reportedSince({ loss: mean([1, 2]) }, { loss: mean([1, 2]) })).toEqual({});
});

it('subtracts sums and keeps last ones', () => {
  const sum = (value: number, weight: number): Reported => ({ value, weight, reduce: 'sum' });
  const last = (value: number, weight: number): Reported => ({ value, weight, reduce: 'last' });
  expect(reportedSince({ skipped: sum(2, 4), scale: last(4, 4) }, { skipped: sum(5, 9), scale: last(8, 9) })).toEqual({
    skipped: 3,
    scale: 8,
  });
});

it('gives back the mean of what was added, whatever it was', () => {
  const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(values, values, (old, fresh) => {
      const recent = reportedSince({ x: mean(old) }, { x: mean([...old, ...fresh]) })['x']!;
      expect(recent).toBeCloseTo(mean(fresh).value, 8);
    }),
  );
});
