import { describe, expect, test } from 'vitest';
import { bestEpoch } from './best-epoch.js';
import { finiteNumbers } from './numbers.js';
import { thinned } from './thinned.js';

describe('bestEpoch', () => {
  const history = (...values: (number | null)[]) =>
    values.map((x, epoch) => ({ epoch, metrics: { x }, seconds: 1, samplesPerSecond: 1 }));

  test('is the first of the best finite ones', () => {
    expect(bestEpoch(history(3, null, 1, 1, 2), { metric: 'x', mode: 'min' })).toEqual({ epoch: 2, value: 1 });
    expect(bestEpoch(history(3, null, 1, 3, 2), { metric: 'x', mode: 'max' })).toEqual({ epoch: 0, value: 3 });
    expect(bestEpoch(history(null, null), { metric: 'x', mode: 'min' })).toBeUndefined();
    expect(bestEpoch(history(1), { metric: 'y', mode: 'min' })).toBeUndefined();
  });
});

describe('thinned', () => {
  const steps = (count: number) =>
    Array.from({ length: count }, (_, step) => ({
      epoch: 0,
      batch: step + 1,
      batches: null,
      step,
      at: 0,
      samplesPerSecond: 1.23456789,
      metrics: { loss: step / 3, gone: Number.NaN },
    }));

  test('keeps a short run as it is, with five digits', () => {
    expect(thinned(steps(2))).toEqual([
      { ...steps(1)[0], samplesPerSecond: 1.2346, metrics: { loss: 0, gone: null } },
      { ...steps(2)[1], samplesPerSecond: 1.2346, metrics: { loss: 0.33333, gone: null } },
    ]);
  });

  test('keeps at most 501 points, the newest among them', () => {
    for (const count of [499, 500, 501, 1000, 1001, 12_345]) {
      const kept = thinned(steps(count));
      expect(kept.length).toBeLessThanOrEqual(501);
      expect(kept.length).toBeGreaterThan(Math.min(count, 500) / 2 - 1);
      expect(kept.at(-1)!.step).toBe(count - 1);
    }
  });

  test('a run that goes on only adds at the end, but for the newest point', () => {
    const [before, after] = [thinned(steps(701)), thinned(steps(703))];
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  });
});

test('finiteNumbers takes numbers, and null for what is not finite', () => {
  expect(finiteNumbers({ a: 1, b: Number.NaN, c: null, d: 'x', e: [1], f: Number.NEGATIVE_INFINITY })).toEqual({
    a: 1,
    b: null,
    c: null,
    f: null,
  });
});
