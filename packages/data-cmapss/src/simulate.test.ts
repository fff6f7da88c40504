import {
  capRul,
  type Fleet,
  fitScaler,
  historyLength,
  makeWindows,
  rulAt,
  unitCount,
  windowCount,
  windowView,
} from '@amnl/data-fleet';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../tools/vitest/thrown.js';
import { rulValues } from './fleet.js';
import { formatCmapss } from './format.js';
import { parseCmapss } from './parse.js';
import { cmapssRules } from './rules.js';
import { simulateCmapss } from './simulate.js';
import { SUBSETS, type Subset } from './subsets.js';

const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
function deviation(xs: readonly number[]): number {
  const m = mean(xs);
  return Math.sqrt(mean(xs.map((x) => (x - m) ** 2)));
}
const sensor = (fleet: Fleet, number: number) => [...fleet.values.filter((_, i) => i % 24 === number + 2)];

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const [mx, my] = [mean(xs), mean(ys)];
  return mean(xs.map((x, i) => (x - mx) * (ys[i]! - my))) / (deviation(xs) * deviation(ys));
}

describe('simulateCmapss', () => {
  const fd001 = simulateCmapss({ subset: 'FD001' });

  it('is a pure function of its options', () => {
    const options = { subset: 'FD004', seed: 7, trainUnits: 4, testUnits: 3 } as const;
    expect(simulateCmapss(options)).toEqual(simulateCmapss(options));
    const other = simulateCmapss({ ...options, seed: 8 });
    expect(other.train.values.slice(0, 24)).not.toEqual(simulateCmapss(options).train.values.slice(0, 24));
    expect(other.checksum).not.toBe(simulateCmapss(options).checksum);
  });

  it('gives a unit the same history in a larger fleet', () => {
    const small = simulateCmapss({ subset: 'FD002', trainUnits: 2, testUnits: 1 }).train;
    const large = simulateCmapss({ subset: 'FD002', trainUnits: 5, testUnits: 1 }).train;
    expect(large.values.subarray(0, small.values.length)).toEqual(small.values);
  });

  it('says that it is simulated', () => {
    expect([fd001.simulated, fd001.train.origin.simulated, fd001.test.origin.simulated, fd001.source]).toEqual([
      true,
      true,
      true,
      'simulated',
    ]);
    expect(fd001.notices.join()).toContain('simulated fleet (seed 42), not NASA');
    expect(fd001.checksum).toBe('simulated:v1:FD001:seed=42:train=100:test=100');
  });

  it.each(Object.keys(SUBSETS) as Subset[])('has the shape of %s', (subset) => {
    const { train, test } = simulateCmapss({ subset });
    const facts = SUBSETS[subset];
    expect([unitCount(train), unitCount(test)]).toEqual([facts.trainUnits, facts.testUnits]);
    for (let e = 0; e < unitCount(train); e++) expect(historyLength(train, e)).toBeGreaterThanOrEqual(128);
    for (let e = 0; e < unitCount(test); e++) expect(historyLength(test, e)).toBeGreaterThanOrEqual(19);
    expect(Math.min(...rulValues(test))).toBeGreaterThanOrEqual(facts.testRul[0]);
    expect(Math.max(...rulValues(test))).toBeLessThanOrEqual(facts.testRul[1]);
    expect(fitScaler(train, cmapssRules(subset).scaling).conditions).toBe(facts.conditions);
    expect(new Set(train.values.filter((_, i) => i % 24 === 2))).toEqual(
      new Set(facts.conditions === 6 ? [100, 60] : [100]),
    );
  });

  it('survives its file format', () => {
    const { train } = simulateCmapss({ subset: 'FD003', trainUnits: 3, testUnits: 1 });
    const rows = parseCmapss(new TextEncoder().encode([...formatCmapss(train)].join('')), { file: 'x' });
    expect(rows.values).toEqual(train.values);
    expect(rows.offsets).toEqual(train.offsets);
  });

  // Mean and deviation of each column of NASA's train_FD001.txt (20,631 rows).
  const real: [number, number, number][] = [
    [2, 642.681, 0.5],
    [3, 1590.52, 6.13],
    [4, 1408.93, 9.0],
    [7, 553.368, 0.885],
    [8, 2388.097, 0.071],
    [9, 9065.24, 22.1],
    [11, 47.541, 0.267],
    [12, 521.413, 0.738],
    [13, 2388.096, 0.0719],
    [14, 8143.75, 19.1],
    [15, 8.4421, 0.0375],
    [17, 393.211, 1.55],
    [20, 38.8163, 0.181],
    [21, 23.2897, 0.108],
  ];
  it.each(real)('has sensor %d like FD001', (number, realMean, realDeviation) => {
    const values = sensor(fd001.train, number);
    expect(Math.abs(mean(values) - realMean)).toBeLessThan(0.3 * realDeviation);
    expect(deviation(values) / realDeviation).toBeGreaterThan(0.8);
    expect(deviation(values) / realDeviation).toBeLessThan(1.25);
  });

  it('keeps constant sensors constant', () => {
    for (const number of [1, 5, 10, 16, 18, 19]) expect(new Set(sensor(fd001.train, number)).size).toBe(1);
  });

  it('lets sensors rise or fall with the cycles flown as in the files', () => {
    const { train } = fd001;
    const flown: number[] = [];
    for (let e = 0; e < unitCount(train); e++) {
      for (let row = train.offsets[e]!; row < train.offsets[e + 1]!; row++) flown.push(-rulAt(train, e, row));
    }
    for (const number of [2, 3, 4, 11, 15, 17]) expect(correlation(sensor(train, number), flown)).toBeGreaterThan(0.5);
    for (const number of [7, 12, 20, 21]) expect(correlation(sensor(train, number), flown)).toBeLessThan(-0.5);
  });

  it('can be learnt: one sensor’s window mean predicts far better than a constant', () => {
    const scaler = fitScaler(fd001.train, cmapssRules('FD001').scaling);
    const set = (fleet: Fleet) => {
      const windows = makeWindows(fleet, scaler, { stride: 3 });
      const index = Array.from({ length: windowCount(windows) }, (_, i) => i);
      const x = index.map((i) => {
        const view = windowView(windows, i);
        let sum = 0; // of sensor 11 over the last ten cycles
        for (let t = 20; t < 30; t++) sum += view[t * 17 + 9]!;
        return sum / 10;
      });
      return { x, y: index.map((i) => capRul(windows.uncappedRul![i]!, 125)) };
    };
    const { x, y } = set(fd001.train);
    const slope = (correlation(x, y) * deviation(y)) / deviation(x);
    const guess = (value: number) => mean(y) + slope * (value - mean(x));
    const test = set(fd001.test);
    const rmse = (predict: (value: number) => number) =>
      Math.sqrt(mean(test.x.map((v, i) => (predict(v) - test.y[i]!) ** 2)));
    expect(rmse(guess)).toBeLessThan(0.7 * rmse(() => mean(y)));
  });

  it('takes the earlier names of its options', () => {
    const earlier = simulateCmapss({ subset: 'FD001', trainEngines: 3, testEngines: 2 });
    expect(earlier).toEqual(simulateCmapss({ subset: 'FD001', trainUnits: 3, testUnits: 2 }));
  });

  it.each([
    { subset: 'FD005' as Subset },
    { subset: 'FD001' as Subset, seed: -1 },
    { subset: 'FD001' as Subset, seed: 0.5 },
    { subset: 'FD001' as Subset, trainUnits: 0 },
    { subset: 'FD001' as Subset, testUnits: Number.NaN },
    { subset: 'FD001' as Subset, trainUnits: 20_001 },
  ])('refuses %j', (options) => {
    expect(codeOf(() => simulateCmapss(options))).toMatch(/^DC_(OPTION_INVALID|SUBSET_UNKNOWN)$/);
  });
});
