import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../tools/vitest/thrown.js';
import { fitScaler } from '../fit-scaler.js';
import { tinyFleet, WIDTH } from '../fixtures/tiny-fleet.js';
import { type Fleet, selectUnits } from '../fleet.js';
import { checkRows } from '../in-range.js';
import { Scaler } from '../scaler.js';
import { DriftCounts } from './drift-counts.js';
import { fitDrift } from './fit-drift.js';
import { fitPredicted } from './fit-predicted.js';
import { sum } from './psi.js';

/** A number in −1 … 1 that looks like chance. */
const noise = (row: number, column: number) =>
  2 * ((((Math.sin(row * 12.9898 + column * 78.233) * 43758.5453) % 1) + 1) % 1) - 1;

const LIFE = 50;
/** Speed 0 or 1 in turn; temperature and pressure rise and fall with wear, on a level that differs from unit to unit; flow goes with nothing. */
const pumps = (units: number, first = 0): Fleet => ({
  ...tinyFleet({
    lengths: new Array<number>(units).fill(LIFE),
    role: first === 0 ? 'train' : 'unknown',
    value(row, column) {
      const at = row + first * LIFE;
      const level = 2 * noise(Math.floor(at / LIFE), 50);
      const wear = (at % LIFE) / LIFE + level;
      return [at % 2, 7, wear + 0.2 * noise(at, 1), -wear + 0.2 * noise(at, 2), noise(at, 3)][column]!;
    },
  }),
  units: Array.from({ length: units }, (_, i) => `P-${first + i}`),
});
const changed = (fleet: Fleet, change: (values: Float32Array, at: number, row: number) => void): Fleet => {
  const values = fleet.values.slice();
  for (let row = 0; row < fleet.times.length; row++) change(values, row * WIDTH, row);
  return { ...fleet, role: 'unknown', values };
};

const trained = pumps(40);
const scaler = fitScaler(trained, { conditions: 2 });
const counted = (fleet: Fleet, of = scaler) => {
  const counts = new DriftCounts(of);
  counts.add(fleet, { checks: checkRows(fleet, of) });
  return counts;
};
const readings = (fleet: Fleet) =>
  Object.fromEntries(
    counted(fleet)
      .report()
      .channels.map(({ channel, reading }) => [channel, reading]),
  );

const STABLE = { speed: 'stable', load: 'stable', temperature: 'stable', pressure: 'stable', flow: 'stable' };

describe('DriftCounts', () => {
  it('has the shares that plain loops find, and 0 for the rows of training', () => {
    const report = counted(trained).report();
    expect(report).toMatchObject({ rows: 40 * LIFE, units: { count: 40, atLeast: false }, outOfRange: {} });
    for (const { values, shift, outOfRange } of report.channels) {
      expect(values.psi).toBeCloseTo(0, 6);
      expect(shift).toBeCloseTo(0, 3);
      expect(outOfRange).toBe(0);
    }
    const { borders, shares } = scaler.data.drift!.values[2]!;
    const { mean, std } = scaler.data;
    const loop = [0, 1]
      .map(() => new Array<number>(borders.length + 1).fill(0))
      .map((row, c) => {
        for (let at = c; at < trained.times.length; at += 2) {
          const z = Math.fround((trained.values[at * WIDTH + 2]! - mean[c]![2]!) / std[c]![2]!);
          row[borders.filter((border) => z >= border).length]! += 1;
        }
        return row.map((count) => Number((count / (20 * LIFE)).toFixed(5)));
      });
    expect(shares).toEqual(loop);
  });

  it('finds other units like those of training, also a few, whatever their PSI', () => {
    expect(readings(pumps(40, 100))).toEqual(STABLE);
    const sizes = [100, 104, 108, 112, 116, 120, 124, 128, 132, 136].map((first) => {
      const { channels } = counted(pumps(4, first)).report();
      expect(Object.fromEntries(channels.map(({ channel, reading }) => [channel, reading]))).toEqual(STABLE);
      return channels[2]!.values.psi;
    });
    // The usual bounds alone would take most of them for others.
    expect(sizes.filter((psi) => psi > 0.25).length).toBeGreaterThan(5);
  });

  it('finds the sensor that drifted, and not the one that it goes with', () => {
    const sigma = scaler.data.std[0]![2]!;
    const { channels } = counted(changed(pumps(20, 100), (values, at) => (values[at + 2]! += sigma))).report();
    const [temperature, pressure] = [channels[2]!, channels[3]!];
    expect(temperature).toMatchObject({ channel: 'temperature', reading: 'large', follows: undefined });
    expect(temperature.drift).toBeCloseTo(1, 1);
    expect(temperature.shift).toBeGreaterThan(0.5);
    expect(pressure).toMatchObject({ follows: 'temperature', drift: undefined });
    expect([channels[0]!.reading, channels[1]!.reading, channels[4]!.reading]).toEqual(['stable', 'stable', 'stable']);
  });

  it('sees wear in the values, which is no drift', () => {
    const worn = changed(pumps(40, 100), (values, at) => {
      values[at + 2]! += 3;
      values[at + 3]! -= 3;
    });
    const { channels } = counted(worn).report();
    for (const { reading, values } of channels.slice(2, 4))
      expect([reading, values.reading]).toEqual(['stable', 'large']);
  });

  it('sees that a channel no longer is constant, and one that goes with none', () => {
    const { load, flow } = readings(changed(pumps(40, 100), (values, at) => void values.set([8, 0, 0], at + 1)));
    expect([load, flow]).toEqual(['large', 'stable']);
    expect(readings(changed(pumps(40, 100), (values, at) => (values[at + 4]! /= 3)))).toEqual({
      ...STABLE,
      flow: 'large',
    });
  });

  it('takes another mix of conditions for that alone', () => {
    const only = pumps(40, 100);
    const rows = [...only.times.keys()].filter((row) => row % 2 === 1);
    const counts = new DriftCounts(scaler);
    counts.add(only, { row: rows });
    const report = counts.report();
    expect(report.conditions).toMatchObject({ reading: 'large', now: [0, 1] });
    for (const { values, alone } of report.channels) expect([values.reading, alone?.reading]).not.toContain('large');
  });

  it('does not judge channels by rows in a condition that the reference lacks', () => {
    const slow = changed(trained, (values, at) => (values[at] = 0));
    const counts = new DriftCounts(scaler, { reference: fitDrift(slow, [...Array(40).keys()], scaler) });
    counts.add(changed(pumps(20, 100), (values, at) => (values[at] = 1)));
    const { channels, conditions } = counts.report();
    for (const { values, alone, reading } of channels) {
      expect(reading).toBe('unknown');
      for (const of of [values, alone ?? values]) expect([of.psi, sum(of.before), sum(of.now)]).toEqual([0, 0, 0]);
    }
    expect(conditions!.reading).toBe('large');
  });

  it('does not judge by fewer than five units', () => {
    const few = fitScaler(selectUnits(trained, [0, 1, 2, 3]));
    const { channels } = counted(
      changed(pumps(4, 100), (values, at) => (values[at + 4]! += 9)),
      few,
    ).report();
    expect(channels[4]!.reading).toBe('unknown');
    expect(channels[4]!.values.chance).toBeUndefined();
  });
});

it('compares predicted remaining lives with those of units held out', () => {
  const lives = (units: number, rows = LIFE) => {
    const all = Array.from({ length: units * rows }, (_, i) => i);
    return { unit: all.map((i) => Math.floor(i / rows)), rul: all.map((i) => LIFE - (i % rows) + noise(i, 7)) };
  };
  const held = lives(20);
  const predicted = fitPredicted(held.unit, held.rul);
  expect(predicted.borders).toHaveLength(9);
  for (const share of predicted.shares[0]!) expect(share).toBeCloseTo(0.1, 2);
  const report = (rows: number) => {
    const counts = new DriftCounts(scaler, { predicted });
    const first = Array.from({ length: 20 * rows }, (_, i) => LIFE * Math.floor(i / rows) + (i % rows));
    counts.add(pumps(20, 100), { row: first, rul: lives(20, rows).rul });
    const stored = new DriftCounts(scaler, { predicted });
    stored.merge(JSON.stringify(counts));
    expect(stored.report()).toEqual(counts.report());
    expect(codeOf(() => new DriftCounts(scaler).merge(counts.toJSON()))).toBe('DF_DRIFT_MISMATCH');
    return counts.report().predicted!;
  };
  expect(report(LIFE)).toMatchObject({ reading: 'stable' });
  const young = report(10);
  expect(young.reading).toBe('large');
  expect(young.now.slice(0, 7)).toEqual(new Array(7).fill(0));
  expect(counted(pumps(5, 100)).report().predicted).toBeUndefined();
  expect(fitPredicted([0, 0, 1], [5, 4, 3]).chance).toEqual([]);
});

describe('stored counts', () => {
  const fleet = changed(pumps(9, 100), (values, at, row) => (values[at + 4]! += row % 50 === 0 ? 100 : 0));

  it('of parts add up to those of the whole, in any order', () => {
    const whole = counted(fleet);
    expect(whole.toJSON().out).toEqual({ kinds: { value: 9 }, channels: { flow: 9 } });
    const units = fc.uniqueArray(fc.nat(8), { maxLength: 8 });
    fc.assert(
      fc.property(units, (some) => {
        const rest = [...Array(9).keys()].filter((unit) => !some.includes(unit));
        const sum = new DriftCounts(scaler);
        for (const part of [rest, some]) {
          if (part.length > 0) sum.merge(JSON.stringify(counted(selectUnits(fleet, part))));
        }
        expect(sum.toJSON()).toEqual(whole.toJSON());
        expect(sum.report()).toEqual(whole.report());
      }),
      { numRuns: 20 },
    );
  });

  it('stay small, and know a unit again', () => {
    const counts = new DriftCounts(scaler);
    for (let first = 100; first < 400; first += 20) counts.add(pumps(20, first));
    const once = JSON.stringify(counts);
    expect(once.length).toBeLessThan(4000);
    counts.add(pumps(20, 100));
    expect(counts.toJSON().units).toEqual(JSON.parse(once).units);
    expect(counts.report().units).toEqual({ count: 128, atLeast: true });
    const few = counted(fleet);
    few.add(fleet);
    expect(few.report().units).toEqual({ count: 9, atLeast: false });
  });

  it('are refused where they are damaged or of another run', () => {
    const good = counted(fleet).toJSON();
    const merge = (json: unknown) => codeOf(() => new DriftCounts(scaler).merge(json));
    new DriftCounts(scaler).merge(good);
    const wrong: object[] = [
      { format: 'x' },
      { version: 2 },
      { reference: 1 },
      { rows: -1 },
      { rows: 1.5 },
      { rows: good.rows + 1 },
      { units: ['x'] },
      { cells: good.cells.slice(1) },
      { cells: good.cells.map(() => Number.NaN) },
      { sums: good.sums.map(() => 0.5) },
      { out: {} },
      { out: { ...good.out, kinds: { other: 1 } } },
      { out: { ...good.out, channels: { flow: '1' } } },
    ];
    for (const change of wrong) expect(merge({ ...good, ...change }), JSON.stringify(change)).toBe('DF_DRIFT_INVALID');
    for (const json of ['{', '[]', 'null', 7, []]) expect(merge(json)).toBe('DF_DRIFT_INVALID');
    const other = counted(fleet, fitScaler(selectUnits(trained, [...Array(20).keys()]), { conditions: 2 }));
    expect(merge(other.toJSON())).toBe('DF_DRIFT_MISMATCH');
  });

  it('are not made without a reference, of other channels, of what is not a number, or of nothing', () => {
    const { drift: _, ...before } = scaler.data;
    expect(codeOf(() => new DriftCounts(new Scaler(before)))).toBe('DF_DRIFT_UNKNOWN');
    const counts = new DriftCounts(scaler);
    expect(codeOf(() => counts.add({ ...fleet, channels: ['a', 'b', 'c', 'd', 'e'] }))).toBe('DF_SCALER_MISMATCH');
    const broken = changed(fleet, (values, at, row) => row === 77 && (values[at + 3] = Number.NaN));
    expect(() => counts.add(broken)).toThrow(/P-101 at 28 hours.*DF_NOT_FINITE/);
    expect(codeOf(() => counts.report())).toBe('DF_DRIFT_EMPTY');
  });
});
