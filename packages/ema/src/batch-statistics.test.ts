import {
  arrayData,
  type DataSource,
  eagerEngine,
  fromLayersModel,
  type LayersModelLike,
  type TrainableModel,
} from '@amnl/core-loop';
import { tinyModel } from '@amnl/core-loop/testing';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { batchStatistics } from './batch-statistics.js';
import { momentumOf, probeStart } from './momentum.js';

const rows = 10;
const values = Float32Array.from({ length: rows * 2 }, (_, i) => 3 * Math.sin(i) + (i % 2) * 50);
const data = arrayData({
  inputs: { x: { data: values, shape: [rows, 2] } },
  targets: { y: { data: new Float32Array(rows), shape: [rows, 1] } },
  batchSize: 4, // the last batch has 2
  shuffle: false,
});

/** Mean over batches of a statistic of each feature, in doubles. */
function overBatches(statistic: (column: readonly number[]) => number): number[] {
  return [0, 1].map((feature) => {
    const batches = [
      [0, 4],
      [4, 8],
      [8, 10],
    ].map(([from, to]) => Array.from({ length: to! - from! }, (_, i) => values[(from! + i) * 2 + feature]!));
    return batches.reduce((sum, batch) => sum + statistic(batch), 0) / batches.length;
  });
}
const meanOf = (column: readonly number[]) => column.reduce((a, b) => a + b, 0) / column.length;
const squares = (column: readonly number[]) => column.reduce((sum, x) => sum + (x - meanOf(column)) ** 2, 0);

function normalised(momentum: number): TrainableModel {
  const layers = [tf.layers.batchNormalization({ momentum, inputShape: [2] }), tf.layers.dense({ units: 1 })];
  return fromLayersModel(tf.sequential({ layers }) as unknown as LayersModelLike);
}

describe('batchStatistics', () => {
  it.each([0.99, 0.9, 0.123])('of tf.layers with a momentum of %d is the mean over batches', async (momentum) => {
    const model = normalised(momentum);
    const before = Object.values({ ...model.parameters, ...model.buffers }).map((v) => [...v.dataSync()]);
    const pass = batchStatistics({ model, data });
    const found = await pass();
    const [mean, variance] = Object.keys(model.buffers!).map((name) => [...found[name]!.data]);
    for (const [i, expected] of overBatches(meanOf).entries()) expect(mean![i]! / expected).toBeCloseTo(1, 5);
    const biased = overBatches((column) => squares(column) / column.length);
    for (const [i, expected] of biased.entries()) expect(variance![i]! / expected).toBeCloseTo(1, 5);
    expect(Object.values({ ...model.parameters, ...model.buffers }).map((v) => [...v.dataSync()])).toEqual(before);
    const tensors = tf.memory().numTensors;
    expect(await pass()).toEqual(found);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('of a model without buffers, or with frozen weights only, is nothing', async () => {
    const { buffers: _, ...bare } = tinyModel();
    expect(await batchStatistics({ model: bare, data })()).toEqual({});
    const layers = [tf.layers.dense({ units: 2, inputShape: [2], trainable: false }), tf.layers.dense({ units: 1 })];
    const frozen = fromLayersModel(tf.sequential({ layers }) as unknown as LayersModelLike);
    expect(Object.keys(frozen.buffers!)).toHaveLength(2);
    expect(await batchStatistics({ model: frozen, data, engine: eagerEngine() })()).toEqual({});
  });

  it('refuses states of recurrent layers, and leaves them as they were', async () => {
    const shape = { data: new Float32Array(2 * 3 * 2).fill(0.3), shape: [2, 3, 2] };
    const y = { data: new Float32Array(2), shape: [2, 1] };
    const series = arrayData({ inputs: { x: shape }, targets: { y }, batchSize: 2 });
    for (const layer of [tf.layers.lstm, tf.layers.gru, tf.layers.simpleRNN]) {
      const recurrent = (layer as typeof tf.layers.gru)({ units: 2, stateful: true, batchInputShape: [2, 3, 2] });
      const model = fromLayersModel(tf.sequential({ layers: [recurrent] }) as unknown as LayersModelLike);
      await expect(batchStatistics({ model, data: series })()).rejects.toThrow(/state_.*EM_STATISTICS_UNKNOWN/);
      for (const state of Object.values(model.buffers!)) expect([...state.dataSync()]).toEqual([0, 0, 0, 0]);
    }
  });

  it('refuses statistics that are NaN', async () => {
    const broken: DataSource = {
      batches: () => [{ inputs: { x: { data: Float32Array.of(1, Number.NaN), shape: [1, 2] } }, targets: {}, size: 1 }],
    };
    const pass = batchStatistics({ model: normalised(0.9), data: broken });
    await expect(pass()).rejects.toThrow(/batch 0 .*EM_STATISTICS_NOT_FINITE/);
  });

  it('refuses data without a batch', async () => {
    const pass = batchStatistics({ model: normalised(0.9), data: { batches: () => [] } });
    await expect(pass()).rejects.toThrow('CL_DATA_EMPTY');
  });
});

describe('momentumOf', () => {
  const running = (m: number, s: readonly number[]) => (b: number) =>
    Float32Array.from(s, (x) => Math.fround(Math.fround(b * Math.fround(1 - m)) + Math.fround(m * x)));
  it.each([1, 0.1, 0.01, 0.001, 0.0003, 0.25, 1 / 7])('finds %d', (m) => {
    const after = running(m, [1e5, -3, 0.02]);
    const start = probeStart(after(0));
    expect(momentumOf({ none: after(0), half: after(start / 2), full: after(start), start })! / m).toBeCloseTo(1, 5);
  });
  it('does not take a counter, or two shares, for a running average', () => {
    const of = (after: (b: number) => number[]) =>
      momentumOf({ none: after(0), half: after(2), full: after(4), start: 4 });
    expect(of((b) => [b + 1])).toBeUndefined();
    expect(of((b) => [0.9 * b, 0.8 * b])).toBeUndefined();
    expect(of((b) => [Math.tanh(b)])).toBeUndefined();
    expect(of(() => [Number.NaN])).toBeUndefined();
  });
});
