import type { IntervalData } from '@amnl/conformal';
import type { ScalerData } from '@amnl/data-fleet';
import { loadRuntime, type Model, writeModel } from '@amnl/engine-onnx';
import { expect, test } from 'vitest';
import { rawGraph } from './raw-graph.js';
import { scalingInWords } from './scaling.js';

/** In place of a network: `rul` is the sum of the scaled window, `health` three times the sum of each row's inputs. */
function sums(window: number, inputs: number): Omit<Model, 'metadata'> {
  const axes = (...list: number[]) => ({
    name: `axes ${list}`,
    type: 'int64' as const,
    shape: [list.length],
    data: BigInt64Array.from(list, BigInt),
  });
  const shape = { ...axes(3, 1), name: 'times' };
  const op = (op: string, inputs: Model['nodes'][number]['inputs'], output: string, keepdims?: number) => {
    return { op, inputs, outputs: [{ name: output }], attributes: keepdims === undefined ? {} : { keepdims } };
  };
  return {
    inputs: [{ name: 'window', type: 'float32', shape: ['batch', window, inputs] }],
    nodes: [
      op('ReduceSum', [{ name: 'window' }, axes(1, 2)], 'rul', 0),
      op('Unsqueeze', [{ name: 'rul' }, axes(1)], 'column'),
      op('Tile', [{ name: 'column' }, { ...shape, data: BigInt64Array.of(1n, 3n), shape: [2] }], 'health'),
    ],
    outputs: [],
  };
}

async function outputsOf(
  scaler: ScalerData,
  windows: readonly (readonly (readonly number[])[])[],
  intervals?: IntervalData,
) {
  const [window, channels] = [windows[0]!.length, scaler.channels.length];
  const { InferenceSession, Tensor } = await loadRuntime();
  const graph = rawGraph(sums(window, scaler.inputs.length), { window, scaler, intervals });
  const session = await InferenceSession.create(writeModel(graph));
  const rows = new Tensor('float32', Float32Array.from(windows.flat(2)), [windows.length, window, channels]);
  const found = await session.run({ rows });
  return Object.fromEntries(
    Object.entries(found).map(([name, { data }]) => [name, Array.from(data as Float32Array, Number)]),
  );
}

/** A speed of 0 or 2, and a heat that is 10 ± 2 or 20 ± 4; what is called `noise` is not read. Of a release without an envelope. */
const scaler: ScalerData = {
  format: 'amnl-scaler',
  version: 2,
  name: 'fans',
  timeUnit: 'hours',
  channels: ['noise', 'heat', 'speed'],
  settings: ['speed'],
  inputs: ['heat'],
  settingScale: [0.5],
  centroids: [[0], [2]],
  mean: [[10], [20]],
  std: [[2], [4]],
  fittedOn: { units: 1, rows: 2, checksum: '', simulated: true },
};

test('the nearest condition, the lowest of equals, says by what a row is scaled', async () => {
  const { rul, in_range, worst_channel, worst_deviation } = await outputsOf(scaler, [
    [
      [7, 14, 1], // as near to 0 as to 2: (14 − 10) / 2 = 2
      [7, 22, 3], // (22 − 20) / 4 = 0.5
    ],
    [
      [7, 14, 1.5], // (14 − 20) / 4 = −1.5
      [7, 31, -9], // (31 − 10) / 2 = 10.5, beyond 10
    ],
  ]);
  expect(rul).toEqual([2.5, 9]);
  expect(in_range).toEqual([1, 0]);
  expect(worst_channel).toEqual([1, 1]);
  expect(worst_deviation).toEqual([2, 10.5]);
});

test('without settings there is one condition; a window may be one row', async () => {
  const one = { ...scaler, settings: [], settingScale: [], centroids: [[]], mean: [[10]], std: [[2]] };
  const { rul, in_range } = await outputsOf(one, [[[7, 14, 1]], [[7, 31, 1]]]);
  expect({ rul, in_range }).toEqual({ rul: [2, 10.5], in_range: [1, 0] });
  expect(scalingInWords(one)).toContain('c = 0, the only operating condition');
  expect(scalingInWords(scaler)).toContain('c = argmin over k of sum over s in settings (speed)');
});

test('a sensor is stuck from ten rows more on than in training; rows in front that fill up a short unit count once', async () => {
  // Two rows in training, so twelve here; padding counts once: rows 0 and 1 are the first of a unit of 15 rows.
  const moving = { ...scaler, history: { longestStill: { heat: 2 } } };
  const unit = (still: number) =>
    Array.from({ length: 16 }, (_, i) => [i < 2 ? 0 : i, i >= 16 - still ? 10 : i < 2 ? 9 : 9 + i / 100, 0]);
  const found = await outputsOf(moving, [unit(12), unit(13)]);
  expect(found['in_range']).toEqual([1, 0]);
  expect(found['worst_kind']![1]).toBe(3);
  expect(found['worst_deviation']![1]).toBe(13);
});

test('an interval is as wide as the range of the prediction says, and open at the cap', async () => {
  const one = { ...scaler, settings: [], settingScale: [], centroids: [[]], mean: [[0]], std: [[1]] };
  const bin = (upTo: number | null, halfWidth: number) => ({
    upTo,
    halfWidth,
    units: 9,
    samples: 9,
    of: 'range' as const,
  });
  const bins = [bin(3, 1), bin(6, 2), bin(null, 4)];
  const predictions = [-2, 0.5, 3, 3.5, 6, 6.5, 12, Number.NaN];
  const windows = predictions.map((rul) => [[7, rul, 1]]);
  const found = await outputsOf(one, windows, { coverage: 0.9, cap: 10, units: 9, bins });
  expect(found['rul_low']).toEqual([0, 0, 2, 1.5, 4, 2.5, 6, Number.NaN]);
  const open = Number.POSITIVE_INFINITY;
  expect(found['rul_high']).toEqual([0, 1.5, 4, 5.5, 8, open, open, Number.NaN]);
  const wide = await outputsOf(one, windows, { coverage: 0.9, cap: null, units: 9, bins: [bin(null, 4)] });
  expect(wide['rul_low']).toEqual([0, 0, 0, 0, 2, 2.5, 8, Number.NaN]);
  expect(wide['rul_high']).toEqual([2, 4.5, 7, 7.5, 10, 10.5, 16, Number.NaN]);
});
