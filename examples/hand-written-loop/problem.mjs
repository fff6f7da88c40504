// What both loops train on, and from which weights: y = sin(3x) from 240 noisy points, in ten batches that come in the same
// order every epoch, by a network of 16 hidden units.
import { fillNormal, fillUniform } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';

export const samples = 240;
export const batchSize = 24;
export const epochs = 30;
/** Learning rate, weight decay, schedule, clipping: what the trainer's plugins would be given. */
export const settings = { learningRate: 0.05, weightDecay: 1e-2, warmup: { epochs: 3 }, maxNorm: 0.5 };

const noise = fillNormal(new Float32Array(samples), 1, 'noise', 0);
export const x = fillUniform(new Float32Array(samples), 1, 'x', 0).map((u) => 2 * u - 1);
export const y = x.map((value, i) => Math.sin(3 * value) + 0.05 * (noise[i] ?? 0));

/**
 * The batches of an epoch.
 * @returns {Generator<{ x: Float32Array, y: Float32Array }>}
 */
export function* batches() {
  for (let from = 0; from < samples; from += batchSize) {
    yield { x: x.subarray(from, from + batchSize), y: y.subarray(from, from + batchSize) };
  }
}

const hidden = 16;

/** The network as a tf.layers model; the seeds fix its first weights. */
export function createModel() {
  const seeded = (/** @type {number} */ seed) => tf.initializers.glorotNormal({ seed });
  return tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [1], units: hidden, activation: 'tanh', kernelInitializer: seeded(1) }),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(2) }),
    ],
  });
}

/** The first weights of the network as plain tensors: kernels [inputs, outputs], biases [outputs]. */
export function initialWeights() {
  const normal = (/** @type {string} */ name, /** @type {[number, number]} */ shape) =>
    tf.tensor2d(fillNormal(new Float32Array(hidden), 1, name, 0), shape);
  return tf.tidy(() => ({
    'hidden/kernel': normal('hidden/kernel', [1, hidden]),
    'hidden/bias': tf.zeros([hidden]),
    'out/kernel': tf.div(normal('out/kernel', [hidden, 1]), Math.sqrt(hidden)),
    'out/bias': tf.zeros([1]),
  }));
}
