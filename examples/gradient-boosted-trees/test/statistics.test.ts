import { expect, test } from 'vitest';
import { STATISTICS, windowStatistics } from '../statistics.mjs';

test('last value, mean, deviation and slope of every input, by hand', () => {
  // Two windows of three rows of two inputs, the second one row later.
  const values = Float32Array.of(1, 10, 2, 10, 6, 10, 4, 16);
  const windows = { window: 3, features: 2, values, starts: Int32Array.of(0, 1) };
  const found = [...windowStatistics(windows as never)];
  expect(STATISTICS).toEqual(['last', 'mean', 'deviation', 'slope']);
  expect(found).toEqual(
    [
      // 1, 2, 6: mean 3, squares 4 + 1 + 9; (6 − 1) / 2 from row to row.
      [6, 3, Math.sqrt(14 / 3), 2.5],
      [10, 10, 0, 0],
      // 2, 6, 4 and 10, 10, 16.
      [4, 4, Math.sqrt(8 / 3), 1],
      [16, 12, Math.sqrt(24 / 3), 3],
    ]
      .flat()
      .map((value) => expect.closeTo(value, 5)),
  );
});
