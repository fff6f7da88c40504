import { describe, expect, it } from 'vitest';
import { bestAge, costPerTime, fixedAge, runToFailure } from './index.js';

const lived = (...lives: number[]) => lives.map((life) => ({ life }));
const four = lived(30, 10, 40, 20);

describe('changing at a fixed age, worked by hand', () => {
  it('costs what is paid over the time in service', () => {
    const costs = { early: 1, failure: 5 };
    expect(runToFailure(four, costs)[1]).toEqual({ cost: 5, time: 10, failures: 1 });
    expect(costPerTime(runToFailure(four, costs))).toBeCloseTo(20 / 100, 12);
    // At 25 the units of 10 and 20 have failed: (5 + 5 + 1 + 1) / (10 + 20 + 25 + 25).
    expect(costPerTime(fixedAge(four, 25, costs))).toBeCloseTo(12 / 80, 12);
    // At 20 the unit that lives just so long is changed in time: (5 + 3) / (10 + 3 · 20).
    expect(costPerTime(fixedAge(four, 20, costs))).toBeCloseTo(8 / 70, 12);
  });

  it('is cheapest before the first failure where failures are dear, and late where they are not', () => {
    expect(bestAge(four, { early: 1, failure: 5 })).toEqual({ age: 10, costPerTime: 4 / 40 });
    // (3 · 1.5 + 1) / 100 at 40, (2 · 1.5 + 2) / 90 at 30.
    expect(bestAge(four, { early: 1, failure: 1.5 })).toEqual({ age: 40, costPerTime: 5.5 / 100 });
  });

  it('counts the time of a unit that still runs, and no cost', () => {
    const units = [{ life: 10 }, { life: 30, running: true }];
    const costs = { early: 1, failure: 5 };
    expect(runToFailure(units, costs)[1]).toEqual({ cost: 0, time: 30, failures: 0 });
    expect(fixedAge(units, 20, costs)[1]).toEqual({ cost: 1, time: 20, failures: 0 });
    expect(fixedAge(units, 40, costs)[1]).toEqual({ cost: 0, time: 30, failures: 0 });
  });
});

it('finds the age that the formula has for a Weibull distribution', () => {
  // Barlow & Proschan: C(T) = (failure F(T) + early (1 − F(T))) / ∫ from 0 to T of 1 − F, by the trapezoidal rule.
  const [shape, scale, costs] = [3, 100, { early: 1, failure: 5 }] as const;
  const survival = (t: number) => Math.exp(-((t / scale) ** shape));
  let [integral, age, least] = [0, 0, Number.POSITIVE_INFINITY];
  for (let t = 0.01; t < 300; t += 0.01) {
    integral += (0.01 * (survival(t - 0.01) + survival(t))) / 2;
    const cost = (costs.failure * (1 - survival(t)) + costs.early * survival(t)) / integral;
    if (cost < least) [age, least] = [t, cost];
  }
  const n = 4000;
  const lives = Array.from({ length: n }, (_, i) => ({ life: scale * (-Math.log(1 - (i + 0.5) / n)) ** (1 / shape) }));
  const found = bestAge(lives, costs);
  expect(found.costPerTime / least).toBeCloseTo(1, 3);
  expect(Math.abs(found.age - age)).toBeLessThan(1);
  expect(least).toBeLessThan(0.9 * costPerTime(runToFailure(lives, costs)));
});
