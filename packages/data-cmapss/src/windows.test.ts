import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitScaler } from './fit-scaler.js';
import { codeOf, errorOf, tinyFleet } from './fixtures/tiny-fleet.js';
import { makeWindows, windowCount, windowView } from './windows.js';

/** Lengths 5, 2, 7; the last feature of a scaled row rises with the row's number in the file. */
const fleet = tinyFleet({ lengths: [5, 2, 7], role: 'train' });
const scaler = fitScaler(fleet);
const scaled = scaler.transform(fleet);
/** Row of the file that each row of a window shows. */
const rowsOf = (view: Float32Array) =>
  Array.from({ length: view.length / 17 }, (_, i) => {
    const row = Array.from({ length: 14 }, (_, r) => r).find((r) => scaled[r * 17 + 16] === view[i * 17 + 16]);
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
    expect([...windows.unit]).toEqual([1, 1, 2, 3, 3, 3, 3]);
    expect([...windows.cycle]).toEqual([4, 5, 2, 4, 5, 6, 7]);
    expect([...windows.last]).toEqual([0, 1, 1, 0, 0, 0, 1]);
    expect([...windows.uncappedRul!]).toEqual([1, 0, 0, 3, 2, 1, 0]);
  });

  it('keeps the last window of each unit with any stride', () => {
    const windows = makeWindows(fleet, scaler, { window: 3, stride: 3 });
    expect([...windows.unit]).toEqual([1, 2, 3, 3]);
    expect([...windows.cycle]).toEqual([5, 2, 4, 7]);
    expect([...windows.last]).toEqual([1, 1, 0, 1]);
  });

  it('gives one window a unit with which: last', () => {
    const windows = makeWindows(fleet, scaler, { window: 4, which: 'last' });
    expect([...windows.cycle]).toEqual([5, 2, 7]);
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
    expect([...windows.cycle]).toEqual([1, 2, 3, 4, 5, 1, 2, 1, 2, 3, 4, 5, 6, 7]);
    expect([...windows.unit]).toEqual([1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3]);
    expect([...windows.last]).toEqual([0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
    expect([...windows.uncappedRul!]).toEqual([4, 3, 2, 1, 0, 1, 0, 6, 5, 4, 3, 2, 1, 0]);
    const strided = makeWindows(fleet, scaler, { window: 3, which: 'every-row', stride: 2 });
    expect([...strided.cycle]).toEqual([1, 3, 5, 2, 1, 3, 5, 7]);
  });

  it('makes views, not copies', () => {
    const windows = makeWindows(fleet, scaler, { window: 4 });
    const first = windowView(windows, 0);
    expect(first.buffer).toBe(windows.values.buffer);
    first[17 * 1] = 77;
    expect(windowView(windows, 1)[0]).toBe(77);
    expect(windows.values).toHaveLength((14 + 2) * 17);
  });

  it('refuses a window longer than a unit where padding is off', () => {
    const error = errorOf(() => makeWindows(fleet, scaler, { window: 4, pad: false }));
    expect(error.code).toBe('DC_WINDOW_TOO_LONG');
    expect(error.message).toContain('unit 2 of the train units of FD001 has 2 cycles, fewer than the window of 4');
    expect(windowCount(makeWindows(fleet, scaler, { window: 2, pad: false }))).toBe(4 + 1 + 6);
  });

  it('leaves labels out where the end is not known', () => {
    expect(makeWindows({ ...fleet, endRul: undefined }, scaler, { window: 4 }).uncappedRul).toBeUndefined();
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
    expect(codeOf(() => makeWindows(fleet, scaler, options))).toBe('DC_OPTION_INVALID');
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
          const offset = some.offsets[windows.unit[i]! - 1]!;
          const view = windowView(windows, i);
          for (let t = 0; t < window; t++) {
            const row = offset + Math.max(0, windows.cycle[i]! - window + t);
            expect(view.subarray(t * 17, t * 17 + 17)).toEqual(rows.subarray(row * 17, row * 17 + 17));
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
