import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { someHistories } from './fixtures/histories.js';
import { bestPlan, costPerTime, planChange, plannedOnce, type UnitHistory } from './index.js';

const costs = { early: 1, failure: 4 };
/** Predicted to fail at 11 by both rows, and at 13; both fail at 10. */
const two: UnitHistory[] = [
  { life: 10, time: [2, 6], indicator: [9, 5] },
  { life: 10, time: [4], indicator: [9] },
];

describe('a plan for a unit', () => {
  it('is to change it at once, by an age, or to leave it', () => {
    expect(planChange({ time: 50, indicator: 12 }, 12)).toEqual({ action: 'change now', changeBy: 50 });
    expect(planChange({ time: 50, indicator: 40 }, 12)).toEqual({ action: 'change by', changeBy: 78 });
    expect(planChange({ time: 50, indicator: 120, open: true }, 12)).toEqual({ action: 'leave' });
    expect(planChange({ time: 50, indicator: 9, open: true }, 12)).toEqual({ action: 'change now', changeBy: 50 });
    expect(planChange({ time: 50, indicator: 9 }, -Infinity)).toEqual({ action: 'leave' });
  });
});

describe('a plan that stands, worked by hand', () => {
  it.each([
    // threshold, mean over the looks of the first unit, and the second
    [0, [4, 10, 1], [4, 10, 1]],
    [1, [1, 10, 0], [4, 10, 1]],
    [3, [1, 8, 0], [1, 10, 0]],
    [5, [1, 6, 0], [1, 8, 0]],
    [9, [1, 2, 0], [1, 4, 0]], // both alarmed at their first row
  ])('with a threshold of %d', (threshold, first, second) => {
    const outcomes = plannedOnce(two, threshold, costs).map(({ cost, time, failures }) => [cost, time, failures]);
    expect(outcomes).toEqual([first, second]);
  });

  it('is cheapest where the worst prediction is just made up for', () => {
    expect(bestPlan(two, costs, { bandwidth: 0 })).toEqual({ threshold: 3, costPerTime: 2 / 18 });
    expect(bestPlan(two, costs).threshold).toBeGreaterThan(3);
  });

  it('is made from moments with the remaining life that is asked for', () => {
    // The second unit is never looked at with 7 to 9 left: it is looked at whenever it can be.
    expect(
      plannedOnce([{ life: 10, time: [2, 6], indicator: [9, 4] }, two[1]!], 0, costs, { remaining: [7, 9] }),
    ).toEqual([
      { cost: 4, time: 10, failures: 1 },
      { cost: 4, time: 10, failures: 1 },
    ]);
  });

  it('counts the time of a unit that still runs', () => {
    const units = [two[0]!, { life: 10, running: true, time: [2], indicator: [5] }, { ...two[1]!, running: true }];
    expect(plannedOnce(units, 0, costs).slice(1)).toEqual([
      { cost: 1, time: 7, failures: 0 },
      { cost: 0, time: 10, failures: 0 },
    ]);
  });
});

describe('the cheapest threshold of a plan', () => {
  it('is as cheap as the cheapest of a loop over all thresholds', () => {
    fc.assert(
      fc.property(someHistories, fc.integer({ min: 2, max: 60 }), (histories, failure) => {
        const costs = { early: 1, failure };
        let least = Number.POSITIVE_INFINITY;
        for (const threshold of [-Infinity, ...Array.from({ length: 8 * 21 }, (_, i) => i / 8)]) {
          let [cost, time] = [0, 0];
          for (const { life, time: times, indicator } of histories) {
            const looks = [...Array.prototype.filter.call(times, (t: number) => t < life)] as number[];
            const endings = looks.map((_, look) => {
              for (let row = 0; row <= look; row++) if (indicator[row]! <= threshold) return [costs.early, times[row]!];
              const date = times[look]! + indicator[look]! - threshold;
              return date <= life ? [costs.early, date] : [costs.failure, life];
            });
            const all = endings.length > 0 ? endings : [[costs.failure, life]];
            cost += all.reduce((sum, [c]) => sum + c!, 0) / all.length;
            time += all.reduce((sum, [, t]) => sum + t!, 0) / all.length;
          }
          least = Math.min(least, cost / time);
        }
        const found = bestPlan(histories, costs, { bandwidth: 0 });
        expect(found.costPerTime).toBeCloseTo(least, 12);
        expect(costPerTime(plannedOnce(histories, found.threshold, costs))).toBeCloseTo(least, 12);
      }),
    );
  });

  it('takes some of the rows of a large fleet, and all of a small one', () => {
    const time = Array.from({ length: 3000 }, (_, row) => row);
    const [unit, planned] = [
      { life: 3000, time, indicator: time.map((t) => 3000 - t + 10) },
      { early: 1, failure: 9 },
    ];
    expect(plannedOnce([unit], 10, planned)).toEqual([{ cost: 1, time: 3000, failures: 0 }]);
    expect(plannedOnce([unit], 9, planned)).toEqual([{ cost: 9, time: 3000, failures: 1 }]);
  });
});
