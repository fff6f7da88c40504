import { describe, expect, it } from 'vitest';
import { bootstrapCosts, type Outcome } from './index.js';
import { drawn } from './random.js';

const outcome = (cost: number, time: number): Outcome => ({ cost, time, failures: 0 });
const some = [outcome(1, 10), outcome(5, 7), outcome(1, 12), outcome(1, 9), outcome(5, 20)];

describe('the bootstrap over units', () => {
  it('gives the same interval for the same seed, and another one for another', () => {
    const [a, b, c] = [{ seed: 3 }, { seed: 3 }, { seed: 4 }].map(
      (options) => bootstrapCosts([some], options).costs[0]!,
    );
    expect(a).toEqual(b);
    expect(a!.value).toBe(13 / 58);
    expect([a!.low, a!.high]).not.toEqual([c!.low, c!.high]);
    expect(a!.low).toBeLessThan(a!.value);
    expect(a!.high).toBeGreaterThan(a!.value);
  });

  it('pairs policies: equal ones differ by nothing in any resample, and doubling all costs by the cost itself', () => {
    const dearer = some.map(({ cost, time }) => outcome(2 * cost, time));
    const { costs, differences } = bootstrapCosts([some, [...some], dearer]);
    expect(differences[0]![1]).toEqual({ value: 0, low: 0, high: 0 });
    expect(differences[2]![0]!.low).toBeCloseTo(costs[0]!.low, 12);
    expect(differences[2]![0]!.high).toBeCloseTo(costs[0]!.high, 12);
  });

  it('has the mean of a known distribution inside as often as it says', () => {
    // Lives from 50 to 150, all equally likely: running to failure costs 5 / 100.
    const [fleets, units] = [400, 40];
    let inside = 0;
    for (let fleet = 0; fleet < fleets; fleet++) {
      const lives = Array.from({ length: units }, (_, unit) => 50 + drawn(100_001, 99, fleet, unit) / 1000);
      const { low, high } = bootstrapCosts([lives.map((life) => outcome(5, life))], { resamples: 300 }).costs[0]!;
      if (low <= 0.05 && 0.05 <= high) inside++;
    }
    expect(Math.abs(inside / fleets - 0.9)).toBeLessThan(0.04);
  });

  it('is a point for one unit', () => {
    expect(bootstrapCosts([[outcome(1, 10)]]).costs[0]).toEqual({ value: 0.1, low: 0.1, high: 0.1 });
  });
});

describe('random numbers', () => {
  it('are spread evenly, whatever the seed', () => {
    for (const seed of [0, 1, 2 ** 40]) {
      const counts = new Array(10).fill(0);
      for (let i = 0; i < 100; i++) for (let j = 0; j < 100; j++) counts[drawn(10, seed, i, j)]++;
      for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150); // five standard deviations
    }
  });
});
