import { expect, test } from 'vitest';
import { GAUSS_LOBATTO } from './gauss-lobatto.js';
import { type Differentiable, integratedGradients, POINTS_AT_A_TIME } from './integrated-gradients.js';

/** A function of a few numbers with its gradient written down, as an engine would compute it. */
function by(value: (x: readonly number[]) => number, gradient: (x: readonly number[]) => readonly number[]) {
  let calls = 0;
  const f: Differentiable = async (points) => {
    calls += 1;
    const size = points.length / POINTS_AT_A_TIME;
    const each = Array.from({ length: POINTS_AT_A_TIME }, (_, p) => [...points.subarray(p * size, (p + 1) * size)]);
    return { values: each.map(value), gradients: each.flatMap((x) => [...gradient(x)]) };
  };
  return { f, calls: () => calls };
}

test('the rule integrates powers up to the thirteenth exactly, and no further', () => {
  const integral = (power: number) =>
    GAUSS_LOBATTO.reduce((sum, { point, weight }) => sum + weight * point ** power, 0);
  for (let power = 0; power <= 13; power++) expect(integral(power)).toBeCloseTo(1 / (power + 1), 14);
  expect(Math.abs(integral(14) - 1 / 15)).toBeGreaterThan(1e-9);
});

test('of a linear function each number contributes its slope times its distance from the baseline', async () => {
  const { f, calls } = by(
    ([x, y, z]) => 3 * x! - 2 * y! + 0.5 * z! + 7,
    () => [3, -2, 0.5],
  );
  const found = await integratedGradients(f, [1, 2, -4]);
  expect([...found.contributions].map((c) => Number(c.toFixed(9)))).toEqual([3, -4, -2]);
  expect(found).toMatchObject({ value: 4, baselineValue: 7, complete: true, points: POINTS_AT_A_TIME });
  expect(found.sum).toBeCloseTo(-3, 12);
  expect(calls()).toBe(1);
  const from = await integratedGradients(f, [1, 2, -4], { baseline: [1, 1, 1] });
  expect([...from.contributions].map((c) => Number(c.toFixed(9)))).toEqual([0, -2, -2.5]);
});

test('of x²y at (2, 3), by hand: x contributes 2 ∫ 12a² da = 8, y contributes 3 ∫ 4a² da = 4', async () => {
  const { f } = by(
    ([x, y]) => x! * x! * y!,
    ([x, y]) => [2 * x! * y!, x! * x!],
  );
  const { contributions, sum } = await integratedGradients(f, [2, 3]);
  expect(contributions[0]).toBeCloseTo(8, 5); // points are in single precision
  expect(contributions[1]).toBeCloseTo(4, 5);
  expect(sum).toBeCloseTo(12, 5);
});

test('equal numbers that the function treats alike contribute alike, and one that it ignores nothing', async () => {
  const { f } = by(
    ([x, y]) => Math.tanh(3 * x! * y!),
    ([x, y]) => {
      const slope = 1 - Math.tanh(3 * x! * y!) ** 2;
      return [3 * y! * slope, 3 * x! * slope, 0];
    },
  );
  const { contributions } = await integratedGradients(f, [0.7, 0.7, 5]);
  expect(contributions[0]).toBe(contributions[1]);
  expect(contributions[2]).toBe(0);
});

test('a kink far from every point is found: pieces are halved until the sum holds, and the result is the same again', async () => {
  // It rises by 1 within 1 % of the way, after a third of it.
  const steep = by(
    ([x]) => Math.min(1, Math.max(0, (x! - 1 / 3) * 100)),
    ([x]) => [x! > 1 / 3 && x! < 1 / 3 + 0.01 ? 100 : 0],
  );
  const found = await integratedGradients(steep.f, [1]);
  expect(found.complete).toBe(true);
  expect(Math.abs(found.sum - 1)).toBeLessThanOrEqual(0.01);
  expect(found.points).toBe(steep.calls() * POINTS_AT_A_TIME);
  expect(found.points).toBeGreaterThan(POINTS_AT_A_TIME);
  expect(await integratedGradients(steep.f, [1])).toEqual(found);
});

test('a function that jumps has no gradient that says so: it is not complete, after the points that are allowed', async () => {
  const jump = by(
    ([x]) => (x! > 0.4 ? 1 : 0),
    () => [0],
  );
  const found = await integratedGradients(jump.f, [1], { mostPoints: 256 });
  expect(found).toMatchObject({ complete: false, sum: 0, value: 1, baselineValue: 0, points: 256 });
  const nothing = by(
    () => Number.NaN,
    () => [0],
  );
  expect((await integratedGradients(nothing.f, [1])).complete).toBe(false);
});

test('where both values are about equal, the last digits of single precision do not count', async () => {
  // The value is rounded as single precision rounds 1000: the gradient knows nothing of that.
  const { f } = by(
    ([x]) => Math.fround(1000 + 1e-5 * x!),
    () => [1e-5],
  );
  expect(await integratedGradients(f, [1])).toMatchObject({ complete: true, points: POINTS_AT_A_TIME });
});
