import { expect, test } from 'vitest';
import { ConcatenatedBatches } from './concatenate-batches.js';

test('joins as many batches as a source may have', () => {
  const joined = new ConcatenatedBatches('output', 'the source');
  const y = { data: Float32Array.of(1, 2), shape: [1, 2] };
  for (let i = 0; i < 200_000; i++) joined.add({ y }, 1);
  const { data, shape } = joined.join()['y']!;
  expect(shape).toEqual([200_000, 2]);
  expect(data.every((value, i) => value === 1 + (i % 2))).toBe(true);
});

test('the rows of one batch may be longer than those of the next along one axis, and shorter along another', () => {
  const joined = new ConcatenatedBatches('output', 'the source', -1);
  joined.add({ y: { data: Int32Array.of(1, 2, 3), shape: [1, 3, 1] } }, 1);
  joined.add({ y: { data: Int32Array.of(4, 5, 6, 7), shape: [2, 1, 2] } }, 2);
  expect(joined.join()['y']).toEqual({
    data: Int32Array.of(1, -1, 2, -1, 3, -1, 4, 5, -1, -1, -1, -1, 6, 7, -1, -1, -1, -1),
    shape: [3, 3, 2],
  });
});

test('refuses what cannot fill them at the first batch, not after the last one', () => {
  const y = { data: Int32Array.of(1, 2), shape: [1, 2] };
  for (const pad of [0.5, 2 ** 40, Number.NaN]) {
    const message = `\`pad\` must be a 32-bit integer, but is ${pad}`;
    expect(() => new ConcatenatedBatches('output', 'the source', pad).add({ y }, 1)).toThrow(message);
  }
  const x = { data: Float32Array.of(1, 2), shape: [1, 2] };
  expect(() => new ConcatenatedBatches('output', 'the source', '0' as never).add({ x }, 1)).toThrow(
    '`pad` must be a number, but is "0"',
  );
  expect(() => new ConcatenatedBatches('output', 'the source', Number.NaN).add({ x }, 1)).not.toThrow();
});
