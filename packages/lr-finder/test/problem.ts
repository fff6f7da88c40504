import { arrayData, type DataSource, fillNormal, type LossFunction, type TrainableModel } from '@amnl/core-loop';
import { tinyModel } from '@amnl/core-loop/testing';
import { mean, squaredDifference } from '@tensorflow/tfjs-core';

export const SAMPLES = 24;
export const BATCH = 4;
/** x [24, 3] and y = 2·x₀ − x₁ + 0.5. */
export const x = fillNormal(new Float32Array(SAMPLES * 3), 1, 'test/x', 0);
export const y = Float32Array.from({ length: SAMPLES }, (_, i) => 2 * x[3 * i]! - x[3 * i + 1]! + 0.5);

const mse: LossFunction = ({ y }, { target }) => mean(squaredDifference(y!, target!));

export function data(targets: Float32Array = y, shuffle = true): DataSource {
  return arrayData({
    inputs: { x: { data: x, shape: [SAMPLES, 3] } },
    targets: { target: { data: targets, shape: [SAMPLES, 1] } },
    batchSize: BATCH,
    shuffle,
  });
}

/** Trainer options of a linear regression on a model of its own. */
export function problem(targets = y, shuffle = true): { model: TrainableModel; data: DataSource; loss: LossFunction } {
  return { model: tinyModel(), data: data(targets, shuffle), loss: mse };
}

/** The numbers of a model, bit for bit. */
export function bitsOf({ parameters, buffers }: TrainableModel): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...parameters, ...buffers }).map(([name, v]) => [
      name,
      Buffer.from(v.dataSync().slice().buffer).toString('hex'),
    ]),
  );
}
