import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../tools/vitest/thrown.js';
import { AGE, withAge, withAges } from './age.js';
import { fitScaler } from './fit-scaler.js';
import { CHANNELS, tinyFleet } from './fixtures/tiny-fleet.js';
import { makeWindows, windowView } from './windows.js';

const fleet = tinyFleet({ lengths: [3, 2], value: (row, column) => 10 * row + column });

describe('withAge', () => {
  it('puts the time of each row behind its other channels', () => {
    const aged = withAge(fleet);
    expect(aged.channels).toEqual([...CHANNELS, AGE]);
    const rows = Array.from({ length: 5 }, (_, row) => [...aged.values.subarray(row * 6, row * 6 + 6)]);
    expect(rows).toEqual([
      [0, 1, 2, 3, 4, 1],
      [10, 11, 12, 13, 14, 2],
      [20, 21, 22, 23, 24, 3],
      [30, 31, 32, 33, 34, 1],
      [40, 41, 42, 43, 44, 2],
    ]);
    expect(fleet.channels).toEqual(CHANNELS);
  });

  it('leaves a fleet as it is that has its ages', () => {
    const aged = withAge(fleet);
    expect(withAge(aged)).toBe(aged);
  });

  it('refuses timestamps, and a channel of its name with other numbers', () => {
    const clock = { format: 'iso', zone: 'Z', unitMs: 3_600_000, starts: new Float64Array(2) } as const;
    expect(codeOf(() => withAge({ ...fleet, clock }))).toBe('DF_AGE_UNKNOWN');
    expect(codeOf(() => withAge({ ...fleet, channels: ['speed', 'load', AGE, 'a', 'b'] }))).toBe('DF_AGE_UNKNOWN');
  });

  it('makes ages an input, scaled as all others, where the rules list the inputs', () => {
    const rules = {
      labels: { rulCap: 9, healthBorders: { degrading: 2, critical: 1 } },
      scaling: { inputs: ['flow'] },
    };
    const data = withAges({ train: fleet, rules });
    expect(data.rules.scaling).toEqual({ inputs: ['flow', AGE] });
    expect(withAges(data)).toEqual(data);
    const scaler = fitScaler(data.train, data.rules.scaling);
    // Ages 1, 2, 3, 1, 2: mean 1.8, population deviation √0.56. The padding repeats the first row with its age.
    const windows = makeWindows(data.train, scaler, { window: 3 });
    const ages = [0, 1].map((i) => [...windowView(windows, i)].filter((_, at) => at % 2 === 1));
    const z = (age: number) => Math.fround((age - 1.8) / Math.sqrt(0.56));
    for (const [i, expected] of [[1, 2, 3].map(z), [1, 1, 2].map(z)].entries())
      for (const [j, value] of expected.entries()) expect(ages[i]![j]).toBeCloseTo(value, 6);
  });
});
