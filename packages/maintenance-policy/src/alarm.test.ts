import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarmRule } from './alarm.js';
import { someHistories } from './fixtures/histories.js';
import {
  alarm,
  alarmCurve,
  bestAge,
  bestThreshold,
  type Costs,
  costPerTime,
  fixedAge,
  type UnitHistory,
} from './index.js';
import { cheapest } from './rule.js';
import { smoothed } from './smooth.js';

const three: UnitHistory[] = [
  { life: 10, time: [2, 4, 6, 8], indicator: [7, 6, 3, 1] },
  { life: 8, time: [2, 4, 6], indicator: [5, 6, 4] },
  { life: 12, time: [3, 6, 9, 12], indicator: [9, 8, 5, 0] }, // the 0 comes with the failure
];
const costs = { early: 1, failure: 4 };

describe('changing on alarm, worked by hand', () => {
  it.each([
    // threshold, cost and time of the three units
    [0.5, 4 + 4 + 4, 10 + 8 + 12],
    [1, 1 + 4 + 4, 8 + 8 + 12],
    [3, 1 + 4 + 4, 6 + 8 + 12],
    [4, 1 + 1 + 4, 6 + 6 + 12],
    [5, 3, 6 + 2 + 9],
    [6, 3, 4 + 2 + 9],
    [100, 3, 2 + 2 + 3],
  ])('at a threshold of %d', (threshold, cost, time) => {
    expect(costPerTime(alarm(three, threshold, costs))).toBeCloseTo(cost / time, 12);
  });

  it('is cheapest from 5 to 6: half-way between', () => {
    expect(bestThreshold(three, costs, { bandwidth: 0 })).toEqual({ threshold: 5.5, costPerTime: 3 / 17 });
  });

  it('has a curve, with the policies that need no prediction', () => {
    const { threshold, costPerTime: cost, runToFailure, fixedAge: age } = alarmCurve(three, costs);
    expect([...threshold]).toEqual([-Infinity, 2, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9]);
    const rates = [12 / 30, 9 / 28, 9 / 26, 6 / 24, 3 / 17, 3 / 15, 3 / 13, 3 / 10, 3 / 7];
    cost.forEach((rate, k) => {
      expect(rate).toBeCloseTo(rates[k]!, 12);
    });
    expect(runToFailure).toBeCloseTo(12 / 30, 12);
    expect(age).toEqual({ age: 8, costPerTime: 3 / 24 });
    expect(alarmCurve(three, costs, [{ life: 4 }]).fixedAge).toEqual({ age: 4, costPerTime: 3 / 12 });
  });

  it('lets units fail where no alarm is cheapest', () => {
    const blind = [{ life: 10, time: [1, 9], indicator: [0, 0] }];
    expect(bestThreshold(blind, { early: 1, failure: 1.5 })).toEqual({ threshold: -Infinity, costPerTime: 0.15 });
  });

  it('changes a unit that still runs, or counts its time', () => {
    const running = { life: 9, running: true, time: [3, 9], indicator: [8, 2] };
    expect(alarm([three[0]!, running], 1, costs)[1]).toEqual({ cost: 0, time: 9, failures: 0 });
    expect(alarm([three[0]!, running], 2, costs)[1]).toEqual({ cost: 1, time: 9, failures: 0 });
  });
});

describe('the cheapest threshold', () => {
  const dear: fc.Arbitrary<Costs> = fc.integer({ min: 2, max: 60 }).map((failure) => ({ early: 1, failure }));

  it('is as cheap as the cheapest of a loop over all thresholds', () => {
    fc.assert(
      fc.property(someHistories, dear, (histories, costs) => {
        let least = Number.POSITIVE_INFINITY;
        for (let threshold = -1; threshold <= 13; threshold += 0.125) {
          let [cost, time] = [0, 0];
          for (const { life, time: times, indicator } of histories) {
            let end = life;
            for (let row = times.length - 1; row >= 0; row--) {
              if (times[row]! < life && indicator[row]! <= threshold) end = times[row]!;
            }
            cost += end < life ? costs.early : costs.failure;
            time += end;
          }
          least = Math.min(least, cost / time);
        }
        const found = bestThreshold(histories, costs, { bandwidth: 0 });
        expect(found.costPerTime).toBeCloseTo(least, 12);
        expect(costPerTime(alarm(histories, found.threshold, costs))).toBe(found.costPerTime);
      }),
    );
  });

  it('keeps a distance from the edge, the greater the dearer a failure is', () => {
    // Ten units whose predictions fall by 1 a row, to 2, 2.5, … 6.5 before they fail.
    const units = Array.from({ length: 10 }, (_, unit) => ({
      life: 101,
      time: Array.from({ length: 100 }, (_, row) => row + 1),
      indicator: Array.from({ length: 100 }, (_, row) => 99 - row + 2 + unit / 2),
    }));
    const thresholds = [2, 10, 50].map((failure) => bestThreshold(units, { early: 1, failure }).threshold);
    expect(bestThreshold(units, { early: 1, failure: 50 }, { bandwidth: 0 }).threshold).toBe(6.75);
    expect(thresholds[0]).toBeGreaterThan(6.75);
    expect(thresholds[1]).toBeGreaterThan(thresholds[0]!);
    expect(thresholds[2]).toBeGreaterThan(thresholds[1]!);
  });

  it('is one at which units differ by a Laplace-distributed error', () => {
    const rule = alarmRule(three, costs);
    const at = (threshold: number) => costPerTime(alarm(three, threshold, costs));
    // E of cost and of time over errors, by a sum over many of them.
    const mean = (threshold: number) => {
      let [cost, time] = [0, 0];
      for (let z = -30; z <= 30; z += 0.001) {
        const weight = Math.exp((-Math.SQRT2 * Math.abs(z)) / 1.5);
        for (const one of alarm(three, threshold - z, costs)) {
          cost += weight * one.cost;
          time += weight * one.time;
        }
      }
      return cost / time;
    };
    const sums = (name: 'cost' | 'time') =>
      Float64Array.from(rule.values, (value) =>
        [0, 1, 2].reduce((sum, unit) => sum + rule.outcome(unit, value)[name], 0),
      );
    // Steps lie at the values themselves here, not half-way between them.
    const values = [-Infinity, 1, 3, 4, 5, 6, 7, 8, 9];
    const cost = smoothed(sums('cost'), values, 1.5);
    const time = smoothed(sums('time'), values, 1.5);
    for (const k of [1, 4, 8]) expect(cost[k]! / time[k]!).toBeCloseTo(mean(values[k]!), 3);
    const { value, costPerTime: asTheyAre, smoothed: expected } = cheapest(rule, 1.5);
    expect(asTheyAre).toBeCloseTo(at(value), 12);
    expect(expected).toBeGreaterThan(asTheyAre);
  });
});

it('beats a fixed age where predictions are right', () => {
  const right = [60, 90, 150, 200].map((life) => {
    const time = Array.from({ length: life }, (_, row) => row + 1);
    return { life, time, indicator: time.map((t) => life - t) };
  });
  const dear = { early: 1, failure: 20 };
  const { costPerTime: byAlarm } = bestThreshold(right, dear, { bandwidth: 0 });
  expect(byAlarm).toBeCloseTo(4 / (60 + 90 + 150 + 200 - 4), 12);
  expect(byAlarm).toBeLessThan(costPerTime(fixedAge(right, bestAge(right, dear).age, dear)));
});
