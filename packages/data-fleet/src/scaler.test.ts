import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, errorOf } from '../../../tools/vitest/thrown.js';
import { fitScaler } from './fit-scaler.js';
import { CHANNELS, tinyFleet, WIDTH } from './fixtures/tiny-fleet.js';
import { kMeans } from './kmeans.js';
import { Scaler } from './scaler.js';

/** What `JSON.parse` makes of 100,000 brackets: `JSON.stringify` and `String` overflow the stack on it. */
const nested = (): unknown => JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));

/** Pumps at three speeds and loads, whose temperature depends on them and has a little noise. */
const SPEEDS = [
  [10, 0.2],
  [3000, 0.2],
  [3000, 0.9],
] as const;
const conditionOf = (row: number) => (row * 7) % 3;
const pumps = tinyFleet({
  lengths: [50, 70],
  value: (row, column) => {
    const condition = conditionOf(row);
    if (column < 2) return SPEEDS[condition]![column]! * (1 + 0.001 * Math.sin(row));
    return 100 * condition * column + Math.sin(row * column);
  },
});
const three = fitScaler(pumps, { conditions: 3 });

describe('kMeans', () => {
  it('finds three hand-made clusters', () => {
    const points = Float64Array.of(0, 1, 10, 11, 30, 32);
    const { centroids, labels, inertia } = kMeans(points, 1, 3, { seed: 1, restarts: 5 });
    expect([...centroids].sort((a, b) => a - b)).toEqual([0.5, 10.5, 31]);
    expect(labels[0]).toBe(labels[1]);
    expect(labels[2]).not.toBe(labels[4]);
    expect(inertia).toBe(4 * 0.25 + 2 * 1);
  });

  it('makes fewer clusters than asked where points are equal', () => {
    const { centroids, inertia } = kMeans(Float64Array.of(1, 1, 2, 2), 1, 6, { seed: 0, restarts: 3 });
    expect([...centroids].sort()).toEqual([1, 2]);
    expect(inertia).toBe(0);
  });

  it('depends on nothing but its arguments', () => {
    const points = Float64Array.from({ length: 300 }, (_, i) => Math.sin(i * i));
    const run = (seed: number) => kMeans(points, 3, 5, { seed, restarts: 2 });
    expect(run(7)).toEqual(run(7));
  });
});

describe('fitScaler', () => {
  it('finds the operating conditions, whatever the seed', () => {
    for (const [i, centre] of SPEEDS.entries()) {
      for (const [j, value] of centre.entries()) expect(three.data.centroids[i]![j]! / value).toBeCloseTo(1, 3);
    }
    for (const seed of [1, 2, 3]) expect(fitScaler(pumps, { conditions: 3, seed }).data).toEqual(three.data);
    for (let row = 0; row < 120; row++) expect(three.condition(pumps.values, row * WIDTH)).toBe(conditionOf(row));
  });

  it('gives mean 0 and deviation 1 in every condition', () => {
    const scaled = three.transform(pumps);
    for (let c = 0; c < 3; c++) {
      for (let input = 0; input < WIDTH; input++) {
        const column = Array.from({ length: 120 }, (_, row) => row)
          .filter((row) => conditionOf(row) === c)
          .map((row) => scaled[row * WIDTH + input]!);
        const mean = column.reduce((a, b) => a + b, 0) / column.length;
        const std = Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / column.length);
        expect(Math.abs(mean)).toBeLessThan(1e-3); // the raw values are float32
        expect(Math.abs(std - 1)).toBeLessThan(1e-3);
      }
    }
  });

  it('scales a hand-made column: values 1, 2, 3 have μ 2 and σ √(2/3)', () => {
    const fleet = tinyFleet({ lengths: [3], value: (row, column) => (column === 3 ? row + 1 : 5) });
    const scaler = fitScaler(fleet, { inputs: ['speed', 'pressure'] });
    expect(scaler.data.mean).toEqual([[5, 2]]);
    expect(scaler.data.std[0]![1]).toBeCloseTo(Math.sqrt(2 / 3), 12);
    const z = [-1, 0, 1].map((d) => Math.fround(d / Math.sqrt(2 / 3)));
    expect([...scaler.transform(fleet)]).toEqual([0, z[0], 0, z[1], 0, z[2]]);
  });

  it('needs no settings', () => {
    const fleet = { ...tinyFleet({ lengths: [3] }), settings: [] };
    const scaler = fitScaler(fleet);
    expect(scaler.data).toMatchObject({ settings: [], settingScale: [], centroids: [[]] });
    expect(Scaler.fromJSON(JSON.stringify(scaler)).transform(fleet)).toEqual(scaler.transform(fleet));
  });

  it('centres a constant channel without dividing, and one that hardly varies if told to', () => {
    const flat = tinyFleet({ lengths: [3], value: () => 5 });
    expect(fitScaler(flat).data.std[0]).toEqual(new Array(WIDTH).fill(1));
    expect(
      fitScaler(flat)
        .transform(flat)
        .every((value) => value === 0),
    ).toBe(true);
    const still = tinyFleet({ lengths: [3], value: (row, column) => 0.001 * row * column });
    expect(fitScaler(still, { minStd: 0.002 }).data.std[0]!.map((std) => std === 1)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('leaves out what is constant in the units fitted on, if told to, also where it varies in others', () => {
    const fleet = tinyFleet({ lengths: [3, 3], value: (row, column) => (column === 3 || row > 2 ? row : 5) });
    expect(fitScaler(fleet, { units: [0] }).inputs).toEqual(CHANNELS);
    expect(fitScaler(fleet, { units: [0], onlyVarying: true }).inputs).toEqual(['pressure']);
    expect(fitScaler(fleet, { units: [1], onlyVarying: true }).inputs).toEqual(CHANNELS);
    expect(fitScaler(fleet, { onlyVarying: true, inputs: ['flow', 'pressure'] }).inputs).toEqual(['flow', 'pressure']);
    const { code, message } = errorOf(() => fitScaler(fleet, { units: [0], onlyVarying: true, inputs: ['flow'] }));
    expect(code).toBe('DF_NO_CHANNEL');
    expect(message).toContain('varies in the units to train on: flow');
  });

  it('refuses units that are not for training', () => {
    for (const role of ['test', 'holdout', 'unknown'] as const) {
      expect(codeOf(() => fitScaler(tinyFleet({ lengths: [5], role })))).toBe('DF_SCALER_LEAK');
    }
  });

  it('refuses an input that is not there, and lists those that are', () => {
    const { code, message } = errorOf(() => fitScaler(pumps, { inputs: ['colour'] }));
    expect(code).toBe('DF_CHANNEL_UNKNOWN');
    expect(message).toContain(`pumps has no channel 'colour'; it has ${CHANNELS.join(', ')}.`);
  });

  it.each([
    { conditions: 0 },
    { conditions: 1.5 },
    { conditions: Number.NaN },
    { restarts: 0 },
    { seed: -1 },
    { minStd: -1 },
    { minStd: Number.NaN },
    { inputs: [] },
  ])('refuses %j', (options) => {
    expect(codeOf(() => fitScaler(tinyFleet({ lengths: [5] }), options))).toBe('CL_OPTION_INVALID');
  });
});

describe('Scaler', () => {
  const json = JSON.parse(JSON.stringify(three));

  it('survives JSON bit for bit', () => {
    const back = Scaler.fromJSON(JSON.stringify(three));
    expect(back.data).toEqual(three.data);
    expect(back.transform(pumps)).toEqual(three.transform(pumps));
  });

  it.each([
    ['lacks flow.', { channels: CHANNELS.slice(0, 4) }],
    ['lacks flow and has also colour', { channels: [...CHANNELS.slice(0, 4), 'colour'] }],
    ['has also colour', { channels: [...CHANNELS, 'colour'] }],
    ['has the channels in another order', { channels: [...CHANNELS].reverse() }],
    ['counts life in days', { timeUnit: 'days' }],
  ])('refuses a fleet that %s', (what, change) => {
    const { code, message } = errorOf(() => three.checkFits({ ...pumps, ...change }));
    expect(code).toBe('DF_SCALER_MISMATCH');
    expect(message).toContain(`pumps ${what}`);
    expect(message).toContain(`fitted on pumps: ${CHANNELS.join(', ')}, in hours`);
  });

  it.each([
    ['no JSON', '{'],
    ['no object', null],
    ['another format', { ...json, format: 'x' }],
    ['another version', { ...json, version: 1 }],
    ['no centroids', { ...json, centroids: [] }],
    ['a row too few', { ...json, mean: json.mean.slice(1) }],
    ['a column too few', { ...json, std: json.std.map((row: number[]) => row.slice(1)) }],
    ['σ = 0', { ...json, std: json.std.map((row: number[]) => row.map(() => 0)) }],
    ['null for NaN', { ...json, mean: json.mean.map((row: number[]) => row.map(() => null)) }],
    ['no settingScale', { ...json, settingScale: undefined }],
    ['no fittedOn', { ...json, fittedOn: undefined }],
    ['no name', { ...json, name: undefined }],
    ['channels that are not strings', { ...json, channels: [1] }],
    ['a channel twice', { ...json, channels: [...json.channels, 'speed'] }],
    ['an input that is not a channel', { ...json, inputs: ['colour'] }],
    ['a setting that is not a channel', { ...json, settings: ['colour', 'load'] }],
    ['no inputs', { ...json, inputs: [] }],
    ['a format nested 100,000 deep', { ...json, format: nested() }],
    ['a name nested 100,000 deep', { ...json, name: nested() }],
    ['a list instead of an object', nested()],
    ['a checksum without text', { ...json, fittedOn: { ...json.fittedOn, checksum: { toString: 1 } } }],
  ])('refuses %s', (_, data) => expect(codeOf(() => Scaler.fromJSON(data))).toBe('DF_SCALER_INVALID'));

  it('gives a scaler or a TrainError, whatever stands in the place of a value', () => {
    const place = fc.constantFrom(...Object.keys(json), ...Object.keys(json.fittedOn).map((key) => `fittedOn.${key}`));
    fc.assert(
      fc.property(place, fc.jsonValue(), (where, value) => {
        const [key, inner] = where.split('.');
        const data = { ...json, [key!]: inner === undefined ? value : { ...json.fittedOn, [inner]: value } };
        try {
          expect(JSON.stringify(Scaler.fromJSON(JSON.stringify(data)))).toBe(JSON.stringify(Scaler.fromJSON(data)));
        } catch (error) {
          expect((error as { code?: string }).code).toBe('DF_SCALER_INVALID');
        }
      }),
      { numRuns: 500 },
    );
  });
});
