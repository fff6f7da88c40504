import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveSize } from './effective-size.js';
import {
  type CalibrationSamples,
  conformalIntervals,
  coverageReport,
  crossIntervals,
  groupQuantile,
  intervalAt,
  leastGroups,
  mostCoverage,
} from './index.js';

describe('groupQuantile', () => {
  it('is the ⌈(K + 1) · coverage⌉-th smallest with one score a group', () => {
    const scores = fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 19 }), (values, twentieth) => {
        const coverage = twentieth / 20;
        const rank = Math.ceil(((values.length + 1) * twentieth) / 20);
        const found = groupQuantile(values, [...values.keys()], coverage);
        expect(found).toBe(rank > values.length ? undefined : values.toSorted((a, b) => a - b)[rank - 1]);
      }),
    );
  });

  it('gives every group the same weight, worked by hand', () => {
    // Group 0: 1, 2, 3, 4 with the weight 1/8 each; group 1: 10 with 1/2. At 0.5 the plain quantile is 4; of the scores above it group 0 has none of
    // four, group 1 its only one: between = 4/5 · 1, within = 0, so ρ = 1 and n = 2. 0.5 · (1 + 1/2) = 0.75: 10.
    expect(groupQuantile([1, 2, 3, 4, 10], [0, 0, 0, 0, 1], 0.5)).toBe(10);
    // 0.3 · 1.5 = 0.45 of the weight is reached at 4.
    expect(groupQuantile([1, 2, 3, 4, 10], [0, 0, 0, 0, 1], 0.3)).toBe(4);
  });

  it('needs coverage / (1 − coverage) groups, however many scores they have', () => {
    expect([0.5, 0.8, 0.9, 0.95, 0.99].map(leastGroups)).toEqual([1, 4, 9, 19, 99]);
    expect(mostCoverage(9)).toBe(0.9);
    const scores = (groups: number) => Array.from({ length: groups * 10 }, (_, i) => i);
    const numbers = (groups: number) => scores(groups).map((i) => i % groups);
    expect(groupQuantile(scores(8), numbers(8), 0.9)).toBeUndefined();
    expect(groupQuantile(scores(9), numbers(9), 0.9)).toBeDefined();
  });
});

describe('effectiveSize', () => {
  it('is the number of groups where draws of a group are alike, and of draws where they are not', () => {
    expect(effectiveSize([1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1])).toBe(2);
    expect(effectiveSize([1, 0, 1], [0, 1, 2])).toBe(3);
    // Every group has the mean of all: the correlation is not positive, so 0.
    expect(effectiveSize([1, 0, 1, 0, 1, 0], [0, 0, 1, 1, 2, 2])).toBe(6);
  });

  it('agrees with an analysis of variance worked by hand', () => {
    // Groups 1 1 1 0, 1 0 0 0, 0 0 0 0: mean 1/3; between = 4 (25 + 1 + 16)/144 / 2 = 7/12, within = (3/4 + 3/4) / 9 = 1/6;
    // ρ = (7/12 − 2/12) / (7/12 + 3 · 2/12) = 5/13; n = 9 / (3 · (5/13 + 8/13 / 4)) = 39/7
    const exceeds = [1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0];
    expect(
      effectiveSize(
        exceeds,
        exceeds.map((_, i) => Math.floor(i / 4)),
      ),
    ).toBeCloseTo(39 / 7, 12);
  });
});

/** Ten units with an error of their own each: 1, 2 … 10 below 50, and twice that above. */
function tenUnits(): CalibrationSamples {
  const rows = Array.from({ length: 10 }, (_, unit) => [
    { predicted: 20, actual: 20 + unit + 1, unit },
    { predicted: 80, actual: 80 - 2 * (unit + 1), unit },
  ]).flat();
  return { predicted: rows.map((r) => r.predicted), actual: rows.map((r) => r.actual), unit: rows.map((r) => r.unit) };
}

describe('conformalIntervals', () => {
  it('has a half-width for each range of the prediction', () => {
    // 11 · 0.9 = 9.9: the largest of ten.
    const { bins, ...rest } = conformalIntervals(tenUnits(), { cap: 125, ranges: [50] });
    expect(rest).toEqual({ coverage: 0.9, cap: 125, units: 10 });
    expect(bins).toEqual([
      { upTo: 50, halfWidth: 10, units: 10, samples: 10, of: 'range' },
      { upTo: null, halfWidth: 20, units: 10, samples: 10, of: 'range' },
    ]);
  });

  it('takes all samples where a range has predictions of too few units', () => {
    const { bins } = conformalIntervals(tenUnits(), { cap: 125, ranges: [50, 100] });
    expect(bins[2]).toMatchObject({ upTo: null, units: 0, samples: 0, of: 'all' });
    const all = conformalIntervals(tenUnits(), { cap: 125 });
    expect(bins[2]!.halfWidth).toBe(all.bins[0]!.halfWidth);
  });

  it('compares with the capped life, and ends at the cap', () => {
    const samples = { predicted: [120, 120], actual: [300, 110], unit: [0, 1] };
    const data = conformalIntervals(samples, { cap: 125, coverage: 0.5 });
    expect(data.bins[0]!.halfWidth).toBe(10); // |120 − 125| = 5 and 10; 3 · 0.5 = 1.5: the second
    expect(intervalAt(data, 40)).toEqual({ low: 30, high: 50 });
    expect(intervalAt(data, 4)).toEqual({ low: 0, high: 14 });
    expect(intervalAt(data, -30)).toEqual({ low: 0, high: 0 });
    expect(intervalAt(data, 115)).toEqual({ low: 105, high: Number.POSITIVE_INFINITY });
    expect(intervalAt(data, 140)).toEqual({ low: 115, high: Number.POSITIVE_INFINITY });
    expect(intervalAt(data, Number.NaN)).toEqual({ low: Number.NaN, high: Number.NaN });
    expect(intervalAt({ ...data, cap: null }, 140)).toEqual({ low: 130, high: 150 });
  });

  it('refuses what it cannot do, and says what it can', () => {
    const samples = tenUnits();
    expect(() => conformalIntervals(samples, { cap: 125, coverage: 0.95 })).toThrow(
      /10 units held out allow no interval with a coverage of 0\.95: at least 19 are needed.*at most 0\.9.*CF_TOO_FEW_UNITS/,
    );
    for (const coverage of [0, 1, -1, Number.NaN, 90]) {
      expect(() => conformalIntervals(samples, { cap: 125, coverage })).toThrow('CL_OPTION_INVALID');
    }
    for (const cap of [0, Number.NaN]) expect(() => conformalIntervals(samples, { cap })).toThrow('CL_OPTION_INVALID');
    for (const ranges of [[50, 50], [Number.NaN]]) {
      expect(() => conformalIntervals(samples, { cap: 125, ranges })).toThrow('CL_OPTION_INVALID');
    }
    expect(() => conformalIntervals({ predicted: [], actual: [], unit: [] }, { cap: 1 })).toThrow('CF_EMPTY');
    expect(() => conformalIntervals({ ...samples, unit: [1] }, { cap: 1 })).toThrow('CF_LENGTH');
    expect(() => conformalIntervals(samples, { cap: 125, range: [50] } as never)).toThrow(/unknown option 'range'/);
    expect(() => coverageReport([], [], { cap: 125, coverage: 1 } as never)).toThrow(/unknown option 'coverage'/);
    const broken = samples.predicted.length;
    const nan = { ...samples, predicted: Array.from({ length: broken }, () => Number.NaN) };
    expect(() => conformalIntervals(nan, { cap: 125 })).toThrow(/predicted\[0\] is NaN.*CF_NOT_FINITE/);
    const endless = { ...samples, actual: Array.from({ length: broken }, () => Number.POSITIVE_INFINITY) };
    expect(() => conformalIntervals(endless, { cap: Number.POSITIVE_INFINITY })).toThrow('CF_NOT_FINITE');
    expect(conformalIntervals(endless, { cap: 125 }).units).toBe(10);
  });
});

/** A linear congruential generator: numbers that look random, the same everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** Units whose errors have a part in common, of weight `alike`: the rest is drawn anew at every moment. */
function fleet(random: () => number, units: number, moments: number, alike: number): CalibrationSamples {
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const rows = Array.from({ length: units }, (_, unit) => {
    const own = normal();
    return Array.from({ length: moments }, () => {
      const actual = 10 + 80 * random();
      return { unit, actual, predicted: actual + 5 * (Math.sqrt(alike) * own + Math.sqrt(1 - alike) * normal()) };
    });
  }).flat();
  return { predicted: rows.map((r) => r.predicted), actual: rows.map((r) => r.actual), unit: rows.map((r) => r.unit) };
}

describe('coverage of new units', () => {
  it.each([0, 0.3, 0.6, 1])('is the nominal one, with %d of the error in common', (alike) => {
    const random = generator(7);
    const [trials, units] = [300, 20];
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const data = conformalIntervals(fleet(random, units, 30, alike), { cap: 1000 });
      const { predicted, actual } = fleet(random, 40, 1, alike);
      const made = Array.from(predicted, (rul) => intervalAt(data, rul));
      held += coverageReport(made, actual, { cap: 1000 }).measured / trials;
    }
    // 300 calibrations, each with a coverage that scatters by at most 0.065: a mean is off by 0.004.
    expect(held).toBeGreaterThan(0.9 - 0.015);
    expect(held).toBeLessThan(0.9 + 0.03);
  });

  it('is what crossIntervals measures on the units themselves', () => {
    const random = generator(11);
    let [cross, fresh] = [0, 0];
    const trials = 60;
    for (let trial = 0; trial < trials; trial++) {
      const samples = fleet(random, 20, 20, 0.4);
      const other = fleet(random, 20, 20, 0.4);
      const options = { cap: 1000, ranges: [50] };
      cross += coverageReport(crossIntervals(samples, samples, options), samples.actual, options).measured / trials;
      const data = conformalIntervals(samples, options);
      const made = Array.from(other.predicted, (rul) => intervalAt(data, rul));
      fresh += coverageReport(made, other.actual, options).measured / trials;
    }
    expect(Math.abs(cross - fresh)).toBeLessThan(0.02);
  });
});

describe('crossIntervals', () => {
  it('leaves each unit out by itself', () => {
    // Without the unit whose error is 10 the largest of nine is 9; without any other one it is 10.
    const samples = tenUnits();
    const made = crossIntervals(samples, { predicted: [20, 20, 20], unit: [9, 0, -1] }, { cap: 125, ranges: [50] });
    expect(made.map(({ low, high }) => (high - low) / 2)).toEqual([
      // Nine units are one too few for a quantile of the range: that of all, whose largest is 18.
      18, 20, 10,
    ]);
  });

  it('refuses where the others are too few', () => {
    const samples = tenUnits();
    expect(() => crossIntervals(samples, samples, { cap: 125, coverage: 0.905 })).toThrow('CF_TOO_FEW_UNITS');
  });
});

describe('coverageReport', () => {
  it('agrees with a table worked by hand', () => {
    const open = Number.POSITIVE_INFINITY;
    const intervals = [
      { low: 0, high: 10 },
      { low: 20, high: 40 },
      { low: 90, high: open },
      { low: 100, high: open },
    ];
    const report = coverageReport(intervals, [0, 41, 300, 95], { cap: 125, ranges: [15, 100] });
    expect(report).toEqual({
      samples: 4,
      measured: 2 / 4,
      width: (10 + 20 + 35 + 25) / 4,
      open: 2 / 4,
      ranges: [
        { above: 0, upTo: 15, samples: 1, measured: 1, width: 10, open: 0 },
        { above: 15, upTo: 100, samples: 2, measured: 0, width: 22.5, open: 0.5 },
        { above: 100, upTo: null, samples: 1, measured: 1, width: 35, open: 1 },
      ],
    });
  });

  it('refuses nothing, and what does not fit', () => {
    expect(() => coverageReport([], [], { cap: 1 })).toThrow('CF_EMPTY');
    expect(() => coverageReport([], [1], { cap: 1 })).toThrow('CF_LENGTH');
    const one = [{ low: 0, high: 1 }];
    expect(() => coverageReport(one, [1], { cap: -1 })).toThrow('CL_OPTION_INVALID');
    expect(() => coverageReport(one, [1], { cap: 1, ranges: [50, 15] })).toThrow(/`ranges` must be.*CL_OPTION_INVALID/);
    expect(() => coverageReport(one, [Number.NaN], { cap: 1 })).toThrow(/actual\[0\] is NaN.*CF_NOT_FINITE/);
  });
});
