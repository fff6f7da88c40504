import { describe, expect, it } from 'vitest';
import { FEATURE_NAMES, FEATURES } from './features.js';
import { codeOf, tinyFleet } from './fixtures/tiny-fleet.js';
import { rulAt, selectUnits } from './fleet.js';
import { capRul, HEALTH_STATES, healthState } from './labels.js';

describe('labels', () => {
  // Worked by hand from training-loop.md: healthy RUL > 50 · degrading 15 < RUL ≤ 50 · critical RUL ≤ 15; cap 125.
  it.each([
    [0, 0, 'critical'],
    [14, 14, 'critical'],
    [15, 15, 'critical'],
    [15.01, 15.01, 'degrading'],
    [16, 16, 'degrading'],
    [50, 50, 'degrading'],
    [50.5, 50.5, 'healthy'],
    [51, 51, 'healthy'],
    [125, 125, 'healthy'],
    [126, 125, 'healthy'],
    [361, 125, 'healthy'],
  ])('RUL %d: capped %d, %s', (rul, capped, state) => {
    expect(capRul(rul)).toBe(capped);
    expect(HEALTH_STATES[healthState(rul)]).toBe(state);
    expect(healthState(capRul(rul))).toBe(healthState(rul));
  });

  it('caps elsewhere, or not at all', () => {
    expect(capRul(140, 130)).toBe(130);
    expect(capRul(300, Number.POSITIVE_INFINITY)).toBe(300);
  });

  it('counts a training unit down to 0', () => {
    const train = tinyFleet({ lengths: [4, 2] });
    expect([1, 2, 3, 4].map((cycle) => rulAt(train, 0, cycle))).toEqual([3, 2, 1, 0]);
    expect(rulAt(train, 1, 1)).toBe(1);
  });

  it('counts a test unit down to its value in the RUL file', () => {
    const test = tinyFleet({ lengths: [4, 2], role: 'test', endRul: [112, 7] });
    expect([1, 2, 3, 4].map((cycle) => rulAt(test, 0, cycle))).toEqual([115, 114, 113, 112]);
    expect(rulAt(test, 1, 2)).toBe(7);
  });

  it('has no label where the end is not known', () => {
    expect(codeOf(() => rulAt(tinyFleet({ lengths: [3], endRul: undefined }), 0, 1))).toBe('DC_RUL_UNKNOWN');
  });
});

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

describe('selectUnits', () => {
  const fleet = tinyFleet({ lengths: [3, 2, 4], role: 'test', endRul: [10, 20, 30] });

  it('takes units in the order given, and cuts them', () => {
    const some = selectUnits(fleet, [2, 0], [2, 9]);
    expect([...some.units]).toEqual([3, 1]);
    expect([...some.offsets]).toEqual([0, 2, 5]);
    expect([...some.endRul!]).toEqual([32, 10]);
    // Row numbers are the whole parts of the first column: unit 3 has rows 5 …, unit 1 rows 0 ….
    expect([0, 1, 2, 3, 4].map((row) => some.values[row * 24])).toEqual([5, 6, 0, 1, 2]);
  });

  it('refuses a unit that is not there', () => {
    expect(codeOf(() => selectUnits(fleet, [3]))).toBe('DC_OPTION_INVALID');
    expect(codeOf(() => selectUnits(fleet, [0.5]))).toBe('DC_OPTION_INVALID');
  });
});
