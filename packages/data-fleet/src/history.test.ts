import { describe, expect, it } from 'vitest';
import { fitScaler } from './fit-scaler.js';
import { tinyFleet, WIDTH } from './fixtures/tiny-fleet.js';
import type { Fleet } from './fleet.js';
import { checkRows, checkWindows, RANGE_KINDS } from './in-range.js';
import { Scaler } from './scaler.js';
import { makeWindows } from './windows.js';

// Per unit of 60 rows: speed is new in every row, load in every fourth, temperature only differs from unit to unit, pressure
// stands still for 25 rows, flow for 2.
const every = [1, 4, 1000, 25, 2];
const fleet = tinyFleet({
  lengths: [60, 60],
  value: (row, column) => Math.floor((row % 60) / every[column]!) + (row < 60 ? 0 : 100),
});
const scaler = fitScaler(fleet);
const { history } = scaler.data;

/** The same rows, this far apart. */
const spaced = (step: (row: number) => number, of: Fleet = fleet): Fleet => {
  let time = 0;
  return { ...of, role: 'unknown', times: of.times.map((_, row) => (time += step(row))) };
};
const kindsOf = (some: Fleet, window: number, by = scaler) => {
  const windows = makeWindows(some, by, { window, which: 'every-row' });
  const { kind, inRange, deviation, channel } = checkWindows(some, by, windows);
  return Array.from(kind, (k, i) =>
    inRange[i] === 1 ? '' : `${RANGE_KINDS[k]} ${channel[i]} ${deviation[i]!.toFixed(1)}`,
  );
};

describe('how far apart rows are', () => {
  it('is an hour here, and a gap here and there does not count', () => {
    expect(history!.step).toEqual({ min: 1, median: 1, max: 1 });
    const gaps = fitScaler({ ...spaced((row) => (row % 9 === 0 ? 40 : 2)), role: 'train' });
    expect(gaps.data.history!.step).toEqual({ min: 2, median: 2, max: 2 });
  });

  it('puts windows out of range whose rows are mostly more than one and a half times as far apart, or as near', () => {
    // The first five rows of a unit have fewer than five steps behind them, which say nothing.
    const expected = (said: string) => Array.from({ length: 120 }, (_, i) => (i % 60 < 5 ? '' : said));
    expect(
      kindsOf(
        spaced(() => 5),
        30,
      ),
    ).toEqual(expected('step -1 5.0'));
    expect(
      kindsOf(
        spaced(() => 0.5),
        3,
      ),
    ).toEqual(expected('step -1 0.5'));
    for (const step of [0.7, 1, 1.5])
      expect(
        kindsOf(
          spaced(() => step),
          30,
        ),
      ).toEqual(expected(''));
    expect(
      kindsOf(
        spaced((row) => (row % 3 === 0 ? 100 : 1)),
        30,
      ),
    ).toEqual(expected(''));
  });
});

describe('a sensor that is stuck', () => {
  it('is known by the longest time that it stood still in training, unless it may do so for a whole life', () => {
    expect(history!.longestStill).toEqual({ speed: 1, load: 4, pressure: 25, flow: 2 });
  });

  it('is out of range from ten rows more on, or twice as many', () => {
    const values = fleet.values.slice();
    for (let row = 61; row < 120; row++)
      for (let c = 0; c < WIDTH; c++) values[row * WIDTH + c] = values[60 * WIDTH + c]!;
    const found = (column: number) => {
      const one = fleet.values.map((value, i) => (i % WIDTH === column ? values[i]! : value));
      const { inRange, deviation } = checkRows({ ...fleet, role: 'unknown', values: one }, scaler);
      const first = inRange.indexOf(0);
      return first < 0 ? undefined : deviation[first];
    };
    expect([0, 1, 2, 3, 4].map(found)).toEqual([12, 15, undefined, 51, 13]);
  });

  it('is the first of those that are stuck for equally long', () => {
    const alike = (row: number, column: number) => Math.floor((row % 60) / 2) * (1 + ((row * column) % 2)) + column;
    const twos = tinyFleet({ lengths: [60, 60], value: alike });
    const values = twos.values.map((value, i) => (i < 61 * WIDTH ? value : twos.values[60 * WIDTH + (i % WIDTH)]!));
    const { inRange, channel, kind } = checkRows({ ...twos, role: 'unknown', values }, fitScaler(twos));
    const out = Array.from(inRange.keys()).filter((row) => inRange[row] === 0);
    expect(out.length).toBeGreaterThan(40);
    expect(out.map((row) => [RANGE_KINDS[kind[row]!], channel[row]])).toEqual(out.map(() => ['stuck', 0]));
  });
});

it('goes through JSON, damaged data are refused, and a scaler of an earlier release says nothing of it', () => {
  expect(Scaler.fromJSON(JSON.stringify(scaler)).data).toEqual(scaler.data);
  for (const damage of [
    1,
    {},
    { longestStill: { other: 1 } },
    { longestStill: {}, step: { min: 1, median: 0, max: 1 } },
  ]) {
    expect(() => Scaler.fromJSON({ ...scaler.data, history: damage })).toThrowError(/history/);
  }
  const { history: _, ...before } = scaler.data;
  expect(
    kindsOf(
      spaced(() => 5),
      30,
      new Scaler(before),
    ).every((said) => said === ''),
  ).toBe(true);
});
