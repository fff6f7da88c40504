import { describe, expect, test } from 'vitest';
import type { CalibrationData } from '../schemas/calibration.js';
import { decisionResults } from './decision-results.js';

/** Units of which every prediction is off by 1, 2, 3, …; each is seen with 30, 20 and 10 left. */
function calibrationOf(units: number): CalibrationData {
  const rows = Array.from({ length: units }, (_, unit) =>
    [30, 20, 10].map((remaining) => ({ unit, time: 130 - remaining, rul: remaining + unit + 1, remaining })),
  ).flat();
  return {
    format: 'amnl-calibration',
    version: 1,
    timeUnit: 'cycles',
    rulCap: 125,
    ranges: [],
    remaining: null,
    units: Array.from({ length: units }, (_, i) => `P-${i}`),
    rows: {
      unit: rows.map(({ unit }) => unit),
      time: rows.map(({ time }) => time),
      rul: rows.map(({ rul }) => rul),
      remaining: rows.map(({ remaining }) => remaining),
    },
    lives: [],
  };
}

const folder = 'runs/one two';

describe('what decisions are taken from', () => {
  test('is made of the units held out, where nothing was judged', () => {
    const { intervals, lacks } = decisionResults({
      folder,
      selection: 'holdout',
      metrics: {},
      calibration: calibrationOf(19),
    });
    expect(lacks).toBeUndefined();
    // Of 19 units the error that 18 do not exceed: (19 + 1) · 0.9.
    expect(intervals).toEqual({
      coverage: 0.9,
      units: 19,
      bins: [{ upTo: null, halfWidth: 18, units: 19, samples: 57, of: 'range' }],
    });
  });

  test('has what alarms cost by the threshold: from failures of all to early changes at the first row', () => {
    const { alarm } = decisionResults({ folder, selection: 'holdout', metrics: {}, calibration: calibrationOf(19) });
    expect(alarm).toMatchObject({ units: 19, costs: [{ ratio: 10 }, { ratio: 5 }, { ratio: 50 }] });
    const [first, last] = [alarm!.thresholds[0]!, alarm!.thresholds.at(-1)!];
    expect([first, last]).toEqual([0, 49]); // the greatest prediction: 30 + 18 + 1
    for (const { ratio, byThreshold, runToFailure } of alarm!.costs) {
      expect(byThreshold).toHaveLength(alarm!.thresholds.length);
      // All units live 130 cycles; none is predicted less than 11, and all are predicted 49 or less at cycle 100.
      expect(byThreshold[0]).toBeCloseTo(ratio / 130, 5);
      expect(byThreshold.at(-1)).toBeCloseTo(1 / 100, 5);
      expect(runToFailure).toMatchObject({ cost: byThreshold[0], failures: 1 });
    }
    // Changing at cycle 129.99 … would be cheapest, and is known: all lives are equal.
    expect(alarm!.costs[0]).toMatchObject({ age: 130, fixedAge: { failures: 0 } });
  });

  test('is what was judged at the end of the run, with ranges as the page names them', () => {
    const figures = { samples: 5, measured: 0.8, width: 12.5, open: 0.2 };
    const bins = [{ upTo: null, halfWidth: 7, units: 20, samples: 400, of: 'all' as const }];
    const lastCycle = {
      ...figures,
      ranges: [
        { above: 0, upTo: 15, ...figures },
        { above: 15, upTo: null, ...figures },
      ],
    };
    const { intervals } = decisionResults({
      folder,
      selection: 'holdout',
      metrics: { intervals: { coverage: 0.9, units: 20, cross: true, bins, lastCycle } },
      calibration: undefined,
    });
    const { samples: count, ...rest } = figures;
    expect(intervals).toEqual({
      coverage: 0.9,
      units: 20,
      cross: true,
      bins,
      lastCycle: {
        count,
        ...rest,
        ranges: [
          { from: null, to: 15, count, ...rest },
          { from: 15, to: null, count, ...rest },
        ],
      },
    });
  });

  test('or says in one line what to do', () => {
    const lacks = (selection: 'holdout' | 'test', calibration?: CalibrationData) =>
      decisionResults({ folder, selection, metrics: {}, calibration }).lacks;
    expect(lacks('test')).toContain('Train without --selection test');
    expect(lacks('holdout')).toMatch(/amnl calibrate '?"?runs\/one two'?"?/);
    expect(lacks('holdout', calibrationOf(2))).toMatch(/^Predictions have no intervals: 2 units held out/);
  });
});
