import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, errorOf } from '../../../tools/vitest/thrown.js';
import { fitScaler } from './fit-scaler.js';
import { CHANNELS, running, tinyFleet, WIDTH } from './fixtures/tiny-fleet.js';
import { makeWindows, windowCount, windowView } from './windows.js';

/** Lengths 5, 2, 7; the last input of a scaled row rises with the row's number. */
const fleet = tinyFleet({ lengths: [5, 2, 7], role: 'train' });
const scaler = fitScaler(fleet);
const scaled = scaler.transform(fleet);
/** Row of the file that each row of a window shows. */
const rowsOf = (view: Float32Array) =>
  Array.from({ length: view.length / WIDTH }, (_, i) => {
    const row = Array.from({ length: 14 }, (_, r) => r).find(
      (r) => scaled[(r + 1) * WIDTH - 1] === view[(i + 1) * WIDTH - 1],
    );
    return row ?? -1;
  });

describe('makeWindows', () => {
  it('cuts every window, and pads a short unit with its first row', () => {
    const windows = makeWindows(fleet, scaler, { window: 4 });
    expect(windowCount(windows)).toBe(2 + 1 + 4);
    const views = Array.from({ length: 7 }, (_, i) => rowsOf(windowView(windows, i)));
    expect(views).toEqual([
      [0, 1, 2, 3],
      [1, 2, 3, 4],
      [5, 5, 5, 6],
      [7, 8, 9, 10],
      [8, 9, 10, 11],
      [9, 10, 11, 12],
      [10, 11, 12, 13],
    ]);
    expect([...windows.unit].map((unit) => windows.units[unit])).toEqual([
      'P-1',
      'P-1',
      'P-2',
      'P-3',
      'P-3',
      'P-3',
      'P-3',
    ]);
    expect([...windows.time]).toEqual([4, 5, 2, 4, 5, 6, 7]);
    expect([...windows.last]).toEqual([0, 1, 1, 0, 0, 0, 1]);
    expect([...windows.uncappedRul!]).toEqual([1, 0, 0, 3, 2, 1, 0]);
  });

  it('keeps the last window of each unit with any stride', () => {
    const windows = makeWindows(fleet, scaler, { window: 3, stride: 3 });
    expect([...windows.unit]).toEqual([0, 1, 2, 2]);
    expect([...windows.time]).toEqual([5, 2, 4, 7]);
    expect([...windows.last]).toEqual([1, 1, 0, 1]);
  });

  it('gives one window a unit with which: last', () => {
    const windows = makeWindows(fleet, scaler, { window: 4, which: 'last' });
    expect([...windows.time]).toEqual([5, 2, 7]);
    expect([...windows.last]).toEqual([1, 1, 1]);
    expect(rowsOf(windowView(windows, 2))).toEqual([10, 11, 12, 13]);
  });

  it('gives every row as the last one of a window with which: every-row, and pads the first ones', () => {
    const windows = makeWindows(fleet, scaler, { window: 3, which: 'every-row' });
    const views = Array.from({ length: windowCount(windows) }, (_, i) => rowsOf(windowView(windows, i)));
    expect(views.slice(0, 8)).toEqual([
      [0, 0, 0],
      [0, 0, 1],
      [0, 1, 2],
      [1, 2, 3],
      [2, 3, 4],
      [5, 5, 5],
      [5, 5, 6],
      [7, 7, 7],
    ]);
    expect(views.map((rows) => rows.at(-1))).toEqual(Array.from({ length: 14 }, (_, row) => row));
    expect([...windows.time]).toEqual([1, 2, 3, 4, 5, 1, 2, 1, 2, 3, 4, 5, 6, 7]);
    expect([...windows.unit]).toEqual([0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 2]);
    expect([...windows.last]).toEqual([0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
    expect([...windows.uncappedRul!]).toEqual([4, 3, 2, 1, 0, 1, 0, 6, 5, 4, 3, 2, 1, 0]);
    const strided = makeWindows(fleet, scaler, { window: 3, which: 'every-row', stride: 2 });
    expect([...strided.time]).toEqual([1, 3, 5, 2, 1, 3, 5, 7]);
  });

  it('begins at `minHistory` rows with padded windows, and leaves no unit out that has fewer', () => {
    const windows = makeWindows(fleet, scaler, { window: 4, minHistory: 3 });
    const views = Array.from({ length: windowCount(windows) }, (_, i) => rowsOf(windowView(windows, i)));
    expect(views).toEqual([
      [0, 0, 1, 2],
      [0, 1, 2, 3],
      [1, 2, 3, 4],
      [5, 5, 5, 6],
      [7, 7, 8, 9],
      [7, 8, 9, 10],
      [8, 9, 10, 11],
      [9, 10, 11, 12],
      [10, 11, 12, 13],
    ]);
    expect([...windows.uncappedRul!]).toEqual([2, 1, 0, 0, 4, 3, 2, 1, 0]);
    expect([...windows.timesOf(0)]).toEqual([1, 2, 3]);
    expect(rowsOf(windowView(makeWindows(fleet, scaler, { window: 4, minHistory: 1, which: 'last' }), 1))).toEqual([
      5, 5, 5, 6,
    ]);
    for (const minHistory of [0, 5, 1.5])
      expect(codeOf(() => makeWindows(fleet, scaler, { window: 4, minHistory }))).toBe('CL_OPTION_INVALID');
    expect(codeOf(() => makeWindows(fleet, scaler, { window: 4, minHistory: 3, pad: false }))).toBe(
      'CL_OPTION_INVALID',
    );
  });

  it('makes views, not copies', () => {
    const windows = makeWindows(fleet, scaler, { window: 4 });
    const first = windowView(windows, 0);
    expect(first.buffer).toBe(windows.values.buffer);
    first[WIDTH] = 77;
    expect(windowView(windows, 1)[0]).toBe(77);
    expect(windows.values).toHaveLength((14 + 2) * WIDTH);
  });

  it('refuses a window longer than a unit where padding is off', () => {
    const error = errorOf(() => makeWindows(fleet, scaler, { window: 4, pad: false }));
    expect(error.code).toBe('DF_WINDOW_TOO_LONG');
    expect(error.message).toContain('pump P-2 of pumps (train) has 2 rows, fewer than the window of 4');
    expect(windowCount(makeWindows(fleet, scaler, { window: 2, pad: false }))).toBe(4 + 1 + 6);
  });

  it('leaves labels out where the end is not known', () => {
    expect(makeWindows({ ...fleet, ends: running(3) }, scaler, { window: 4 }).uncappedRul).toBeUndefined();
  });

  it('marks the windows of a unit that still runs, and says what they have survived', () => {
    const mixed = makeWindows({ ...fleet, ends: [fleet.ends[0]!, ...running(2)] }, scaler, { window: 4 });
    expect([...mixed.censored]).toEqual([0, 0, 1, 1, 1, 1, 1]);
    expect([...mixed.uncappedRul!]).toEqual([1, 0, 0, 3, 2, 1, 0]);
  });

  it('takes the inputs of its scaler alone', () => {
    const some = fitScaler(fleet, { inputs: ['flow', 'speed'] });
    const windows = makeWindows(fleet, some, { window: 4 });
    expect(windows.features).toBe(2);
    const all = windowView(makeWindows(fleet, scaler, { window: 4 }), 0);
    const expected = [0, 1, 2, 3].flatMap((row) =>
      ['flow', 'speed'].map((name) => all[row * WIDTH + CHANNELS.indexOf(name)]),
    );
    expect([...windowView(windows, 0)]).toEqual(expected);
  });

  it.each([
    { window: 0 },
    { window: 2.5 },
    { window: Number.NaN },
    { stride: 0 },
    { stride: -1 },
    { which: 'first' as 'last' },
    { which: 'every-row' as const, pad: false },
  ])('refuses %j', (options) => {
    expect(codeOf(() => makeWindows(fleet, scaler, options))).toBe('CL_OPTION_INVALID');
  });

  it('has floor((n − W)/S) + 1 windows a unit, each with its own rows', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 5 }), (ns, window, stride) => {
        const some = tinyFleet({ lengths: ns });
        const fitted = fitScaler(some);
        const rows = fitted.transform(some);
        const windows = makeWindows(some, fitted, { window, stride });
        const expected = ns.map((n) => Math.max(1, Math.floor((n - window) / stride) + 1));
        expect(windowCount(windows)).toBe(expected.reduce((a, b) => a + b, 0));
        for (let i = 0; i < windowCount(windows); i++) {
          const offset = some.offsets[windows.unit[i]!]!;
          const view = windowView(windows, i);
          for (let t = 0; t < window; t++) {
            const row = offset + Math.max(0, windows.time[i]! - window + t);
            expect(view.subarray(t * WIDTH, (t + 1) * WIDTH)).toEqual(rows.subarray(row * WIDTH, (row + 1) * WIDTH));
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
