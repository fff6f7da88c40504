import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { arrayData, createTrainer, type NamedTensors, sgd, type TrainableModel } from '@amnl/core-loop';
import { checkPlugin } from '@amnl/core-loop/testing';
import {
  getBackend,
  matMul,
  mean,
  memory,
  reshape,
  type Scalar,
  setBackend,
  squaredDifference,
  type Tensor2D,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AmnlOptions } from './amnl.js';
import { amnlLoss } from './amnl-loss.js';

/** x [B, 2] → rul [B], health [B, 3]; both linear. */
function model(): TrainableModel {
  const rul = variable(zeros([2, 1]));
  const health = variable(zeros([2, 3]));
  const times = (x: Tensor2D, w: typeof rul) => matMul(x, w as unknown as Tensor2D);
  return {
    parameters: { rul, health },
    forward: ({ x }) => ({
      rul: reshape(times(x as Tensor2D, rul), [-1]),
      health: times(x as Tensor2D, health),
    }),
    dispose() {
      rul.dispose();
      health.dispose();
    },
  };
}

const data = (shuffle: boolean) =>
  arrayData({
    inputs: { x: { data: Float32Array.of(1, 0, 0, 1, 1, 1, 1, -1, 0.5, 2, 2, 0.5, 0, 2, 2, 0), shape: [8, 2] } },
    targets: {
      rul: { data: Float32Array.of(100, 20, 125, 80, 60, 125, 40, 10), shape: [8] },
      health: { data: Int32Array.of(0, 1, 0, 0, 0, 0, 1, 2), shape: [8] },
    },
    batchSize: 4,
    shuffle,
  });

const trainer = (options: AmnlOptions = {}) =>
  createTrainer({
    model: model(),
    data: data(true),
    evaluation: data(false),
    plugins: [amnlLoss(options), sgd({ learningRate: 0.1 })],
    epochs: 3,
  });

describe('amnlLoss', () => {
  beforeEach(async () => {
    await setBackend('cpu');
  });

  it('provides the loss of a run and reports raw losses and running means', async () => {
    const { history } = await trainer().fit();
    const { metrics } = history[2]!;
    expect(Object.keys(metrics)).toEqual(
      expect.arrayContaining(['loss', 'rul_loss', 'health_loss', 'loss_ema_rul', 'loss_ema_health', 'val_rul_loss']),
    );
    expect(metrics['rul_loss']).toBeLessThan(history[0]!.metrics['rul_loss']!);
    expect(metrics['health_loss']).toBeLessThan(history[0]!.metrics['health_loss']!);
  });

  it('does not move its means in evaluation', async () => {
    const fitted = trainer();
    await fitted.fit();
    const means = () => Object.entries(fitted.snapshot().tensors).filter(([name]) => name.startsWith('amnl-loss/'));
    expect(
      means()
        .map(([name]) => name)
        .sort(),
    ).toEqual(['amnl-loss/mean/health', 'amnl-loss/mean/rul', 'amnl-loss/weight/health', 'amnl-loss/weight/rul']);
    const before = means().map(([, t]) => t.dataSync()[0]);
    await fitted.evaluate();
    expect(means().map(([, t]) => t.dataSync()[0])).toEqual(before);
  });

  it.each(['ema', 'instant', 'bias-corrected', 'fixed'] as const)(
    'trains alike on cpu and wasm: %s',
    async (normalizer) => {
      const losses: number[][] = [];
      for (const backend of ['cpu', 'wasm']) {
        await setBackend(backend);
        expect(getBackend()).toBe(backend);
        const { history } = await trainer({ normalizer }).fit();
        losses.push(
          history.flatMap(({ metrics }) => [metrics['loss']!, metrics['rul_loss']!, metrics['health_loss']!]),
        );
      }
      losses[1]!.forEach((loss, i) => {
        expect(Math.abs(loss / losses[0]![i]! - 1)).toBeLessThan(1e-5);
      });
    },
  );

  describe('with units that still run', () => {
    const health = Int32Array.of(0, -1, -1, -1, -1, -1, -1, 2);
    const source = (batchSize: number) =>
      arrayData({
        inputs: { x: { data: Float32Array.of(1, 0, 0, 1, 1, 1, 1, -1, 0.5, 2, 2, 0.5, 0, 2, 2, 0), shape: [8, 2] } },
        targets: {
          rul: { data: Float32Array.of(100, 20, 125, 80, 60, 125, 40, 10), shape: [8] },
          health: { data: health, shape: [8] },
          censored: { data: Int32Array.of(0, 1, 0, 1, 1, 0, 1, 0), shape: [8] },
        },
        batchSize,
      });
    const still = (batchSize: number) =>
      createTrainer({
        model: model(),
        data: source(batchSize),
        evaluation: source(batchSize),
        plugins: [amnlLoss({ normalizer: 'fixed', reduction: 'mean' }), sgd({ learningRate: 0 })],
        epochs: 1,
      });

    it('reports means over the labels that are known, in batches of any size', async () => {
      // All weights are 0: predictions 0, three equal logits. RUL: known lives 100, 125, 125, 10 with w 1.2, 1, 1, 1.92;
      // bounds 20, 80, 60, 40, all missed, with w 1. Health: ln 3 for the two known states, whichever batches they are in.
      const known = 1.2 * 100 ** 2 + 2 * 125 ** 2 + 1.92 * 10 ** 2;
      const rul = (known + 20 ** 2 + 80 ** 2 + 60 ** 2 + 40 ** 2) / 8;
      for (const batchSize of [8, 4, 2]) {
        const { history } = await still(batchSize).fit();
        const { metrics } = history[0]!;
        for (const [name, expected] of [
          ['rul_loss', rul],
          ['health_loss', Math.log(3)],
        ] as const) {
          for (const found of [metrics[name]!, metrics[`val_${name}`]!]) {
            expect(Math.abs(found / expected - 1), `${name} in batches of ${batchSize}`).toBeLessThan(1e-6);
          }
        }
        expect(Object.keys(metrics).filter((name) => name.includes('weight/'))).toEqual([]);
      }
    });

    it('trains alike on cpu and wasm, and leaves no tensor behind', async () => {
      const losses: number[][] = [];
      for (const backend of ['cpu', 'wasm']) {
        await setBackend(backend);
        const run = createTrainer({
          model: model(),
          data: source(2),
          evaluation: source(2),
          plugins: [amnlLoss(), sgd({ learningRate: 0.1 })],
          accumulate: 2,
          epochs: 3,
        });
        await run.fit({ epochs: 1 });
        const { numTensors } = memory();
        const { history } = await run.fit({ epochs: 3 });
        expect(memory().numTensors).toBe(numTensors);
        losses.push(history.flatMap(({ metrics }) => [metrics['rul_loss']!, metrics['health_loss']!]));
        run.dispose();
      }
      expect(losses[0]!.every(Number.isFinite)).toBe(true);
      losses[1]!.forEach((loss, i) => {
        expect(Math.abs(loss / losses[0]![i]! - 1)).toBeLessThan(1e-5);
      });
    });
  });

  it.each(['ema', 'instant', 'bias-corrected', 'fixed'] as const)(
    'passes the conformance kit: %s',
    async (normalizer) => {
      const squares = {
        loss: ({ y }: NamedTensors, { target }: NamedTensors) => mean(squaredDifference(y!, target!)) as Scalar,
      };
      await checkPlugin(() => amnlLoss({ normalizer, tasks: { y: squares } }));
    },
  );
});
