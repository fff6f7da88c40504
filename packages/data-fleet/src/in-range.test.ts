import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitScaler } from './fit-scaler.js';
import { tinyFleet, WIDTH } from './fixtures/tiny-fleet.js';
import type { Fleet } from './fleet.js';
import { checkRows, checkWindows, RANGE_KINDS } from './in-range.js';
import { inverse } from './inverse.js';
import { Scaler } from './scaler.js';
import { makeWindows } from './windows.js';

/** A number in 0 … 1 that looks like chance. */
const noise = (row: number, column: number) => (Math.sin(row * 12.9898 + column * 78.233) * 43758.5453) % 1;
const changed = (fleet: Fleet, change: (row: number, values: Float32Array, at: number) => void): Fleet => {
  const values = fleet.values.slice();
  for (let row = 0; row < fleet.times.length; row++) change(row, values, row * WIDTH);
  return { ...fleet, role: 'unknown', values };
};
const share = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0) / flags.length;

/** Speed and load in two conditions; temperature and pressure rise and fall together, both around 50 with the same spread. */
const pumps = tinyFleet({
  lengths: [150, 150, 150, 150],
  value: (row, column) => {
    const high = row % 2;
    if (column === 0) return 1000 + 500 * high + noise(row, 0);
    if (column === 1) return 0.2 + 0.6 * high + 0.001 * noise(row, 1);
    const common = noise(row, 9);
    if (column === 4) return 7; // never varies
    return 50 + 10 * common * (column === 2 ? 1 : -1) + 0.5 * noise(row, column);
  },
});
const scaler = fitScaler(pumps, { conditions: 2, minStd: 0.01 });

describe('the envelope of training rows', () => {
  it('has the extremes that plain loops find, and quantiles between them', () => {
    const { envelope, mean, std } = scaler.data;
    for (let c = 0; c < 2; c++) {
      for (let i = 0; i < WIDTH; i++) {
        let [min, max] = [Infinity, -Infinity];
        for (let row = c; row < 600; row += 2) {
          const z = (pumps.values[row * WIDTH + i]! - mean[c]![i]!) / std[c]![i]!;
          min = Math.min(min, z);
          max = Math.max(max, z);
        }
        expect(envelope!.min[c]![i]).toBeCloseTo(min, 5);
        expect(envelope!.max[c]![i]).toBeCloseTo(max, 5);
        expect(envelope!.low[c]![i]).toBeGreaterThanOrEqual(envelope!.min[c]![i]!);
        expect(envelope!.high[c]![i]).toBeLessThanOrEqual(envelope!.max[c]![i]!);
      }
    }
    expect(envelope!.margin).toBe(3); // of four units
    expect(envelope!.together!.inputs).toEqual(['speed', 'temperature', 'pressure']);
  });

  it('has hand-worked quantiles, distances and margins', () => {
    // One setting, 0 and 10 a hundred times each: σ 5, centroids 0 and 10, which are 2 apart in units of σ.
    const fleet = {
      ...tinyFleet({ lengths: [200], value: (row, column) => (column === 0 ? 10 * (row % 2) : row) }),
      settings: ['speed'],
    };
    const { envelope } = fitScaler(fleet, { inputs: ['flow'], conditions: 2 }).data;
    expect(envelope!.distance).toEqual({ rms: [0, 0], max: [0, 0], margin: [0.2, 0.2] });
    expect(envelope!.margin).toBe(5); // of a single unit
    // Condition 0 has the rows 0, 2 … 198: mean 99, σ √(4 · (100² − 1) / 12); 1 % of 99 steps is one of them.
    const sigma = Math.sqrt((4 * 9999) / 12);
    expect([envelope!.min[0]![0], envelope!.low[0]![0], envelope!.max[0]![0]]).toEqual(
      [-99, -97, 99].map((distance) => Math.fround(distance / sigma)),
    );
    expect(envelope!.together).toBeUndefined(); // one input
  });

  it('goes through JSON with the scaler', () => {
    const back = Scaler.fromJSON(JSON.stringify(scaler));
    expect(back.data).toEqual(scaler.data);
    expect(checkRows(pumps, back)).toEqual(checkRows(pumps, scaler));
  });

  it('contains all rows it was fitted on, whatever they are', () => {
    const values = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 5, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 3 }), (some, conditions) => {
        const fleet = tinyFleet({
          lengths: [10, 30],
          value: (row, column) => some[(row * WIDTH + column) % some.length]!,
        });
        const { inRange, excess } = checkRows(fleet, fitScaler(fleet, { conditions }));
        expect(share(inRange)).toBe(1);
        for (const beyond of excess) expect(beyond).toBeLessThan(1e-3);
      }),
    );
  });
});

describe('checkRows', () => {
  const first = (fleet: Fleet, row: number) => {
    const { inRange, channel, deviation, kind } = checkRows(fleet, scaler);
    return [inRange[row], fleet.channels[channel[row]!], RANGE_KINDS[kind[row]!], deviation[row]!] as const;
  };

  it('names the channel and says by how many standard deviations', () => {
    const hot = changed(pumps, (row, values, at) => {
      if (row === 5) values[at + 2] = scaler.data.mean[1]![2]! + 40 * scaler.data.std[1]![2]!;
    });
    const [inRange, channel, kind, deviation] = first(hot, 5);
    expect([inRange, channel, kind]).toEqual([0, 'temperature', 'value']);
    expect(deviation).toBeCloseTo(40, 3);
    expect(share(checkRows(hot, scaler).inRange)).toBe(599 / 600);
  });

  it('says that settings lie between the conditions', () => {
    const half = changed(pumps, (row, values, at) => {
      if (row === 4) values.set([1250, 0.45], at);
    });
    expect(first({ ...half, settings: ['speed', 'load'] }, 4)[0]).toBe(0);
    const only = fitScaler(pumps, { conditions: 2, inputs: ['temperature', 'pressure'] });
    const { inRange, channel, kind } = checkRows(half, only);
    expect([inRange[4], RANGE_KINDS[kind[4]!]]).toEqual([0, 'settings']);
    expect(['speed', 'load']).toContain(half.channels[channel[4]!]);
  });

  it('sees two columns swapped that have the same range, as they no longer go with a third', () => {
    // pressure follows speed's noise within a condition; temperature is on its own; both around 50.
    const follow = tinyFleet({
      lengths: [300, 300],
      value: (row, column) =>
        column === 3 ? 50 + 10 * noise(row, 1) + 0.5 * noise(row, 7) : 50 + 10 * noise(row, column),
    });
    const fitted = fitScaler(follow);
    const swapped = changed(follow, (_, values, at) => {
      [values[at + 2], values[at + 3]] = [values[at + 3]!, values[at + 2]!];
    });
    const { inRange, kind } = checkRows(swapped, fitted);
    expect(share(inRange)).toBeLessThan(0.3);
    for (const [row, flag] of inRange.entries()) if (flag === 0) expect(RANGE_KINDS[kind[row]!]).toBe('together');
  });

  it('takes what is not a number for out of range', () => {
    const broken = changed(pumps, (row, values, at) => {
      if (row === 7) values[at + 3] = Number.NaN;
    });
    expect(first(broken, 7)[0]).toBe(0);
  });

  it('takes ten standard deviations for the limit of a scaler without an envelope', () => {
    const { envelope: _, ...before } = scaler.data;
    const old = new Scaler(before);
    const at = (deviations: number) =>
      changed(pumps, (row, values, at) => {
        if (row === 8) values[at + 2] = scaler.data.mean[0]![2]! + deviations * scaler.data.std[0]![2]!;
      });
    expect(checkRows(at(9.9), old).inRange[8]).toBe(1);
    expect(checkRows(at(-10.1), old).inRange[8]).toBe(0);
  });
});

describe('checkWindows', () => {
  it('has a window out of range where any of its rows is, and tells of its worst row', () => {
    const bad = changed(pumps, (row, values, at) => {
      if (row === 60 || row === 200 || row === 202) values[at + 2] = row === 202 ? 1e4 : -500;
    });
    const rows = checkRows(bad, scaler);
    for (const options of [
      { window: 10 },
      { window: 10, stride: 3 },
      { window: 4, which: 'every-row' },
      { window: 200 },
      { which: 'last' },
      { window: 2, stride: 7 },
      { window: 10, units: [3, 0, 2] },
    ] as const) {
      const windows = makeWindows(bad, scaler, options);
      const found = checkWindows(bad, scaler, windows);
      for (const [i, end] of windows.row.entries()) {
        const unit = bad.units.indexOf(windows.units[windows.unit[i]!]!);
        let worst = Math.max(bad.offsets[unit]!, end - windows.window + 1);
        for (let row = worst; row <= end; row++) if (rows.excess[row]! >= rows.excess[worst]!) worst = row;
        expect(found.inRange[i]).toBe(rows.excess[worst]! <= 1 ? 1 : 0);
        expect(found.deviation[i]).toBe(rows.deviation[worst]);
        expect(found.channel[i]).toBe(rows.channel[worst]);
      }
    }
  });
});

it('inverse: times the matrix it is the identity', () => {
  const matrix = [
    [4, 1, 0.5],
    [1, 3, -0.2],
    [0.5, -0.2, 2],
  ];
  const found = inverse(matrix);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      expect([0, 1, 2].reduce((sum, k) => sum + matrix[i]![k]! * found[k]![j]!, 0)).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  }
});
