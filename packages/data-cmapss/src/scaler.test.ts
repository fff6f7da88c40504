import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitScaler } from './fit-scaler.js';
import { codeOf, tinyFleet } from './fixtures/tiny-fleet.js';
import { kMeans } from './kmeans.js';
import { Scaler } from './scaler.js';
import { simulateCmapss } from './simulate.js';

const TRUE_CENTRES = [
  [0, 0, 100],
  [10, 0.25, 100],
  [20, 0.7, 100],
  [25, 0.62, 60],
  [35, 0.84, 100],
  [42, 0.84, 100],
];
/** What `JSON.parse` makes of 100,000 brackets: `JSON.stringify` and `String` overflow the stack on it. */
const nested = (): unknown => JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
const six = simulateCmapss({ subset: 'FD002', trainUnits: 12, testUnits: 3 });

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
  it('finds the six operating conditions, whatever the seed', () => {
    for (const seed of [0, 1, 2, 3, 4]) {
      const { data } = fitScaler(six.train, { seed });
      expect(data.centroids).toHaveLength(6);
      for (const [i, centre] of TRUE_CENTRES.entries()) {
        for (const [j, value] of centre.entries()) {
          // Within 1 %; at sea level, where that would be nothing, within the jitter of the files.
          expect(Math.abs(data.centroids[i]![j]! - value)).toBeLessThan(value === 0 ? 0.003 : value * 0.01);
        }
      }
      expect(data).toEqual(fitScaler(six.train, { seed: 9 }).data);
    }
  });

  it('takes one condition for FD001 and FD003', () => {
    expect(fitScaler(tinyFleet({ lengths: [5], subset: 'FD003' })).conditions).toBe(1);
  });

  it('gives mean 0 and deviation 1 in every condition', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.constantFrom<'FD001' | 'FD004'>('FD001', 'FD004'),
        (seed, subset) => {
          const { train } = simulateCmapss({ subset, seed, trainUnits: 6, testUnits: 1 });
          const scaler = fitScaler(train);
          const scaled = scaler.transform(train);
          const rows = scaled.length / 17;
          const condition = Array.from({ length: rows }, (_, row) => scaler.condition(train.values, row * 24));
          for (let c = 0; c < scaler.conditions; c++) {
            for (let feature = 0; feature < 17; feature++) {
              const column = condition.flatMap((k, row) => (k === c ? [scaled[row * 17 + feature]!] : []));
              const mean = column.reduce((a, b) => a + b, 0) / column.length;
              const std = Math.sqrt(column.reduce((a, b) => a + (b - mean) ** 2, 0) / column.length);
              // 1e-3: the raw values are float32, so that 8000 rpm against σ = 8 has an error of 6e-5 already.
              expect(Math.abs(mean)).toBeLessThan(1e-3);
              if (feature < 3) expect(std).toBeLessThan(0.01);
              else expect(Math.abs(std - 1)).toBeLessThan(1e-3);
            }
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('scales a hand-made column: values 1, 2, 3 have μ 2 and σ √(2/3)', () => {
    const fleet = tinyFleet({ lengths: [3], value: (row, column) => (column === 3 + 1 ? row + 1 : 5) });
    const scaler = fitScaler(fleet);
    const at = 3; // sensor 2 is feature 3
    expect(scaler.data.mean[0]![at]).toBe(2);
    expect(scaler.data.std[0]![at]).toBeCloseTo(Math.sqrt(2 / 3), 12);
    expect([0, 1, 2].map((row) => scaler.transform(fleet)[row * 17 + at])).toEqual(
      [-1, 0, 1].map((d) => Math.fround(d / Math.sqrt(2 / 3))),
    );
  });

  it('centres a constant column without dividing', () => {
    const fleet = tinyFleet({ lengths: [3], value: () => 5 });
    const scaler = fitScaler(fleet, { minStd: 0 });
    expect(scaler.data.std[0]).toEqual(new Array(17).fill(1));
    expect(scaler.transform(fleet).every((value) => value === 0)).toBe(true);
  });

  it('refuses units that are not for training', () => {
    for (const role of ['test', 'holdout', 'unknown'] as const) {
      expect(codeOf(() => fitScaler(tinyFleet({ lengths: [5], role })))).toBe('DC_SCALER_LEAK');
    }
  });

  it.each([
    { conditions: 0 },
    { conditions: 1.5 },
    { conditions: Number.NaN },
    { restarts: 0 },
    { seed: -1 },
    { minStd: -1 },
    { minStd: Number.NaN },
  ])('refuses %j', (options) => {
    expect(codeOf(() => fitScaler(tinyFleet({ lengths: [5] }), options))).toBe('DC_OPTION_INVALID');
  });
});

describe('Scaler', () => {
  const scaler = fitScaler(six.train);
  const json = JSON.parse(JSON.stringify(scaler));

  it('survives JSON bit for bit', () => {
    const back = Scaler.fromJSON(JSON.stringify(scaler), { subset: 'FD002' });
    expect(back.data).toEqual(scaler.data);
    expect(back.transform(six.test)).toEqual(scaler.transform(six.test));
  });

  it('has the earlier name of its units in files, and reads files that have no other', () => {
    expect(json.fittedOn).toMatchObject({ units: 12, engines: 12 });
    const { units: _, ...earlier } = json.fittedOn;
    expect(Scaler.fromJSON({ ...json, fittedOn: earlier }).data).toEqual(scaler.data);
  });

  it('belongs to its subset', () => {
    expect(codeOf(() => Scaler.fromJSON(json, { subset: 'FD004' }))).toBe('DC_SCALER_MISMATCH');
    expect(codeOf(() => scaler.transform(tinyFleet({ lengths: [3], subset: 'FD001' })))).toBe('DC_SCALER_MISMATCH');
  });

  it.each([
    ['DC_SCALER_INVALID', 'no JSON', '{'],
    ['DC_SCALER_INVALID', 'no object', null],
    ['DC_SCALER_INVALID', 'another format', { ...json, format: 'x' }],
    ['DC_SCALER_INVALID', 'a later version', { ...json, version: 2 }],
    ['DC_SCALER_INVALID', 'no centroids', { ...json, centroids: [] }],
    ['DC_SCALER_INVALID', 'a row too few', { ...json, mean: json.mean.slice(1) }],
    ['DC_SCALER_INVALID', 'a column too few', { ...json, std: json.std.map((row: number[]) => row.slice(1)) }],
    ['DC_SCALER_INVALID', 'σ = 0', { ...json, std: json.std.map((row: number[]) => row.map(() => 0)) }],
    ['DC_SCALER_INVALID', 'null for NaN', { ...json, mean: json.mean.map((row: number[]) => row.map(() => null)) }],
    ['DC_SCALER_INVALID', 'no settingScale', { ...json, settingScale: undefined }],
    ['DC_SCALER_INVALID', 'no fittedOn', { ...json, fittedOn: undefined }],
    ['DC_SCALER_INVALID', 'features that are not strings', { ...json, features: [1] }],
    ['DC_SCALER_MISMATCH', 'other features', { ...json, features: ['sensor_1', ...json.features.slice(1)] }],
    ['DC_SCALER_MISMATCH', 'fewer features', { ...json, features: json.features.slice(3) }],
    ['DC_SUBSET_UNKNOWN', 'no subset', { ...json, subset: 'FD005' }],
    ['DC_SCALER_INVALID', 'a format nested 100,000 deep', { ...json, format: nested() }],
    ['DC_SUBSET_UNKNOWN', 'a subset nested 100,000 deep', { ...json, subset: nested() }],
    ['DC_SCALER_INVALID', 'a list instead of an object', nested()],
    [
      'DC_SCALER_INVALID',
      'a checksum without text',
      { ...json, fittedOn: { ...json.fittedOn, checksum: { toString: 1 } } },
    ],
  ])('%s for %s', (code, _, data) => expect(codeOf(() => Scaler.fromJSON(data))).toBe(code));

  it('gives a scaler or a TrainError, whatever stands in the place of a value', () => {
    const place = fc.constantFrom(...Object.keys(json), ...Object.keys(json.fittedOn).map((key) => `fittedOn.${key}`));
    fc.assert(
      fc.property(place, fc.jsonValue(), (where, value) => {
        const [key, inner] = where.split('.');
        const data = { ...json, [key!]: inner === undefined ? value : { ...json.fittedOn, [inner]: value } };
        try {
          expect(JSON.stringify(Scaler.fromJSON(JSON.stringify(data)))).toBe(JSON.stringify(Scaler.fromJSON(data)));
        } catch (error) {
          expect((error as { code?: string }).code).toMatch(/^DC_S/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
