import { DriftCounts, type Fleet, fitScaler, type Scaler, selectUnits } from '@amnl/data-fleet';
import { describe, expect, it } from 'vitest';
import { dataDir, present, why } from '../fixtures/nasa.js';
import { cmapssRules } from '../rules.js';
import { loadCmapss } from './load.js';

const report = (fleet: Fleet, scaler: Scaler) => {
  const counts = new DriftCounts(scaler);
  counts.add(fleet);
  return counts.report();
};
const unlike = (fleet: Fleet, scaler: Scaler) =>
  report(fleet, scaler).channels.filter(({ reading, follows }) => reading !== 'stable' && follows === undefined);

/** The fleet, with a sensor that reads one standard deviation too high. */
function shifted(fleet: Fleet, scaler: Scaler, sensor: string): Fleet {
  const [width, column, input] = [fleet.channels.length, fleet.channels.indexOf(sensor), scaler.inputs.indexOf(sensor)];
  const values = fleet.values.slice();
  for (let at = 0; at < values.length; at += width) {
    values[at + column]! += scaler.data.std[scaler.condition(fleet.values, at)]![input]!;
  }
  return { ...fleet, values };
}

describe.skipIf(!present)(`drift of NASA’s test engines${why}`, () => {
  it.each(['FD001', 'FD002', 'FD003', 'FD004'] as const)('%s: none; a sensor that drifts is named', async (subset) => {
    const { train, test: engines, rules } = await loadCmapss({ subset, dataDir });
    expect(rules.scaling).toEqual(cmapssRules(subset).scaling);
    const scaler = fitScaler(train, rules.scaling);
    const test = selectUnits(engines!, [...Array(100).keys()]);
    expect(unlike(test, scaler)).toEqual([]);
    expect(report(test, scaler).channels.some(({ values }) => values.psi > 0.25)).toBe(subset !== 'FD002');
    expect(report(test, scaler).conditions?.reading ?? 'stable').toBe('stable');

    // Five engines at a time, of which the usual bounds alone would call most others than those of training.
    const five = Array.from({ length: 20 }, (_, i) =>
      selectUnits(
        test,
        [0, 1, 2, 3, 4].map((unit) => 5 * i + unit),
      ),
    );
    for (const some of five) expect(unlike(some, scaler)).toEqual([]);
    const far = five.filter((some) => report(some, scaler).channels.some(({ values }) => values.psi > 0.25));
    expect(far.length).toBeGreaterThan(15);

    // The first twenty cycles of all: they are young, and that is all.
    const all = [...test.units.keys()];
    const young = selectUnits(
      test,
      all,
      all.map(() => 20),
    );
    expect(unlike(young, scaler)).toEqual([]);
    const moved = report(young, scaler).channels.filter(({ values }) => values.reading === 'large');
    expect(moved.length).toBeGreaterThan(5);

    for (const [i, sensor] of scaler.inputs.filter((name) => name.startsWith('sensor')).entries()) {
      expect(unlike(shifted(five[i]!, scaler, sensor), scaler).map(({ channel }) => channel)).toContain(sensor);
      const [found, ...others] = unlike(shifted(test, scaler, sensor), scaler);
      expect(others).toEqual([]);
      expect([found?.channel, found?.reading]).toEqual([sensor, 'large']);
      expect(Math.abs(found!.drift! - 1)).toBeLessThan(0.05);
    }
  });
});
