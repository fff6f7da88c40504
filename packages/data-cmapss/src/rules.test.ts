import { fitScaler, historyLength, prepareFleet, splitFleet } from '@amnl/data-fleet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEATURE_NAMES, FEATURES } from './features.js';
import { TRUE_CENTRES } from './fixtures/nasa.js';
import { rulValues } from './fleet.js';
import { readScaler } from './read-scaler.js';
import { cmapssRules } from './rules.js';
import { simulateCmapss } from './simulate.js';

const six = simulateCmapss({ subset: 'FD002', trainUnits: 12, testUnits: 3 });

describe('features', () => {
  it('are the 17 of the specification, in order', () => {
    expect(FEATURE_NAMES.slice(0, 3)).toEqual(['setting_1', 'setting_2', 'setting_3']);
    const sensors = [2, 3, 4, 7, 8, 9, 11, 12, 13, 14, 15, 17, 20, 21];
    expect(FEATURE_NAMES.slice(3)).toEqual(sensors.map((sensor) => `sensor_${sensor}`));
    expect(FEATURES.map((feature) => feature.column)).toEqual([0, 1, 2, ...sensors.map((sensor) => sensor + 2)]);
    expect(FEATURES.find((feature) => feature.symbol === 'Ps30')?.name).toBe('sensor_11');
    expect(FEATURES.at(-1)).toEqual({ name: 'sensor_21', column: 23, symbol: 'W32' });
  });
});

describe('cmapssRules', () => {
  it('find the six operating conditions, whatever the seed', () => {
    const { scaling } = cmapssRules('FD002');
    for (const seed of [0, 1, 2, 3, 4]) {
      const { data } = fitScaler(six.train, { ...scaling, seed });
      expect(data.centroids).toHaveLength(6);
      for (const [i, centre] of TRUE_CENTRES.entries()) {
        for (const [j, value] of centre.entries()) {
          // Within 1 %; at sea level, where that would be nothing, within the jitter of the files.
          expect(Math.abs(data.centroids[i]![j]! - value)).toBeLessThan(value === 0 ? 0.003 : value * 0.01);
        }
      }
      expect(data).toEqual(fitScaler(six.train, { ...scaling, seed: 9 }).data);
    }
  });

  it('give mean 0, and deviation 1 to sensors alone, in every condition', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.constantFrom<'FD001' | 'FD004'>('FD001', 'FD004'),
        (seed, subset) => {
          const { train } = simulateCmapss({ subset, seed, trainUnits: 6, testUnits: 1 });
          const scaler = fitScaler(train, cmapssRules(subset).scaling);
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

  it('cut held-out engines like the test engines of the subset', () => {
    const { train } = simulateCmapss({ subset: 'FD001' });
    const { holdout } = splitFleet(train, { ...cmapssRules('FD001').cut, fraction: 0.5 });
    const lives = rulValues(holdout);
    expect(Math.min(...lives)).toBeGreaterThanOrEqual(7);
    expect(Math.max(...lives)).toBeLessThanOrEqual(145);
    for (let unit = 0; unit < 50; unit++) expect(historyLength(holdout, unit)).toBeGreaterThanOrEqual(30);
  });
});

describe('a subset, prepared', () => {
  it('has the published inputs, cap and borders, and another cap on request', () => {
    const targets = (rulCap?: number) => {
      const { train } = prepareFleet(six, { ...(rulCap !== undefined && { rulCap }), batchSize: 100_000 });
      const [batch] = train.batches({ epoch: 0, seed: 0 });
      expect(batch!.inputs['window']!.shape.slice(1)).toEqual([30, 17]);
      return { rul: [...batch!.targets['rul']!.data], health: [...batch!.targets['health']!.data] };
    };
    const { rul, health } = targets();
    expect(Math.max(...rul)).toBe(125);
    expect(health).toEqual(rul.map((life) => (life > 50 ? 0 : life > 15 ? 1 : 2)));
    expect(Math.max(...targets(90).rul)).toBe(90);
  });
});

describe('readScaler', () => {
  const scaler = fitScaler(six.train, cmapssRules('FD002').scaling);
  const { version: _v, name, timeUnit: _t, channels: _c, settings: _s, inputs, fittedOn, ...rest } = scaler.data;
  const { units, ...fitted } = fittedOn;
  /** As releases before wrote it. */
  const earlier = { ...rest, version: 1, subset: name, features: inputs, fittedOn: { engines: units, ...fitted } };

  it('reads the scalers of this release and of earlier ones', () => {
    expect(readScaler(JSON.stringify(scaler)).data).toEqual(scaler.data);
    expect(readScaler(JSON.stringify(earlier)).data).toEqual(scaler.data);
    const both = { ...earlier, fittedOn: { units, ...earlier.fittedOn } };
    expect(readScaler(JSON.stringify(both)).data).toEqual(scaler.data);
  });

  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a subset that there is not', JSON.stringify({ ...earlier, subset: 'FD005' })],
    ['no fittedOn', JSON.stringify({ ...earlier, fittedOn: undefined })],
    ['other features', JSON.stringify({ ...earlier, features: ['colour', ...inputs.slice(1)] })],
  ])('refuses %s', (_, text) => {
    expect(() => readScaler(text)).toThrow(expect.objectContaining({ code: 'DF_SCALER_INVALID' }));
  });
});
