import { engineCount, fitScaler, historyLength, makeWindows, simulateCmapss, windowView } from '@amnl/data-cmapss';
import { expect, test } from 'vitest';
import { prependFirstRows } from './every-row.js';

const { train } = simulateCmapss({ subset: 'FD001', trainEngines: 3, testEngines: 1 });
const window = 30;

test('every row of every engine becomes the last one of a window', () => {
  const windows = makeWindows(prependFirstRows(train, window - 1), fitScaler(train), { window });
  const places = Array.from(windows.cycle, (cycle, i) => `${windows.engine[i]},${cycle - (window - 1)}`);
  const expected = Array.from({ length: engineCount(train) }, (_, engine) =>
    Array.from({ length: historyLength(train, engine) }, (_, row) => `${train.units[engine]},${row + 1}`),
  ).flat();
  expect(places).toEqual(expected);
});

test('full windows are those of the original; earlier ones repeat the first row', () => {
  const scaler = fitScaler(train);
  const original = makeWindows(train, scaler, { window });
  const padded = makeWindows(prependFirstRows(train, window - 1), scaler, { window });
  expect(windowView(padded, window - 1)).toEqual(windowView(original, 0));
  const first = windowView(padded, 0);
  for (let row = 0; row < window; row++) {
    expect(first.subarray(row * padded.features, (row + 1) * padded.features)).toEqual(
      first.subarray(0, padded.features),
    );
  }
});
