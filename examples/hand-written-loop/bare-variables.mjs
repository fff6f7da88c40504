// The same loop without tf.layers and without an optimiser object: two layers written down as variables, and AdamW as the
// pure function of one parameter that it is. Whatever you keep, you can see here.
import assert from 'node:assert/strict';
import { average, decayAt } from '@amnl/ema';
import { clipByGlobalNorm } from '@amnl/grad-clip';
import { adamWStep, biasCorrections, stepSizes } from '@amnl/optim-adamw';
import { warmupCosineRate } from '@amnl/sched-warmup-cosine';
import * as tf from '@tensorflow/tfjs';
import { batches, epochs, initialWeights, settings, x, y } from './problem.mjs';

/** AdamW's own numbers, PyTorch's defaults. */
const constants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const initial = initialWeights();

/** Of every parameter: its value, AdamW's two moments, its average. */
const state = Object.entries(initial).map(([name, value]) => ({
  name,
  parameter: tf.variable(value),
  first: tf.tidy(() => tf.variable(tf.zerosLike(value), false)),
  second: tf.tidy(() => tf.variable(tf.zerosLike(value), false)),
  shadow: tf.variable(value, false),
}));
tf.dispose(initial);
const corrections = tf.tidy(() => ({
  first: tf.variable(tf.zeros([]), false),
  second: tf.variable(tf.zeros([]), false),
}));

/** @param {{ x: Float32Array, y: Float32Array }} batch */
const tensorsOf = (batch) => ({
  x: tf.tensor2d(batch.x, [batch.x.length, 1]),
  y: tf.tensor2d(batch.y, [batch.y.length, 1]),
});

/**
 * Mean squared error as a function of the weights, in the order of `state`.
 * @param {tf.Tensor2D} x
 * @param {tf.Tensor2D} y
 * @returns {(...weights: tf.Tensor[]) => tf.Scalar}
 */
const lossOf =
  (x, y) =>
  (...weights) => {
    const [kernel1, bias1, kernel2, bias2] = /** @type {[tf.Tensor2D, tf.Tensor1D, tf.Tensor2D, tf.Tensor1D]} */ (
      weights
    );
    const layer = tf.tanh(tf.add(tf.matMul(x, kernel1), bias1));
    const out = tf.add(tf.matMul(layer, kernel2), bias2);
    return tf.mean(tf.squaredDifference(out, y));
  };

/**
 * One step; everything in it but the variables is freed.
 * @param {{ x: Float32Array, y: Float32Array }} batch
 * @param {number} rate learning rate
 * @param {number} n steps done before this one
 */
function step(batch, rate, n) {
  tf.tidy(() => {
    const { x, y } = tensorsOf(batch);
    const list = tf.grads(lossOf(x, y))(state.map(({ parameter }) => parameter));
    const named = Object.fromEntries(state.map(({ name }, i) => [name, /** @type {tf.Tensor} */ (list[i])]));
    const { gradients } = clipByGlobalNorm(named, settings.maxNorm);

    const corrected = biasCorrections(corrections, constants);
    corrections.first.assign(corrected.first);
    corrections.second.assign(corrected.second);
    const [learningRate, weightDecay] = [tf.scalar(rate), tf.scalar(settings.weightDecay)];
    for (const { name, parameter, first, second, shadow } of state) {
      const decayed = !name.endsWith('bias');
      const sizes = stepSizes(corrected, learningRate, decayed ? weightDecay : undefined);
      const gradient = /** @type {tf.Tensor} */ (gradients[name]);
      const next = adamWStep({ parameter, first, second }, gradient, sizes, constants);
      parameter.assign(next.parameter);
      first.assign(next.first);
      second.assign(next.second);
      shadow.assign(average(shadow, parameter, decayAt(n)));
    }
  });
}

let n = 0;
let tensors = 0;
for (let epoch = 0; epoch < epochs; epoch++) {
  const rate = warmupCosineRate(epoch, { base: settings.learningRate, warmup: settings.warmup, end: epochs });
  for (const batch of batches()) step(batch, rate, n++);
  tensors ||= tf.memory().numTensors;
}
assert.equal(tf.memory().numTensors, tensors, 'a step has left tensors behind');

/** The loss over all points with the averaged weights; nothing needs swapping, as the loss takes the weights it is given. */
const loss = tf.tidy(() => {
  const all = tensorsOf({ x, y });
  return lossOf(all.x, all.y)(...state.map(({ shadow }) => shadow)).dataSync()[0];
});
const numbers = (/** @type {'parameter' | 'shadow'} */ what) =>
  Object.fromEntries(state.map((entry) => [entry.name, Array.from(entry[what].dataSync())]));
console.log(JSON.stringify({ steps: n, loss, weights: numbers('parameter'), averaged: numbers('shadow'), tensors }));
tf.dispose([...state.map(({ name: _, ...variables }) => variables), corrections]);
assert.equal(tf.memory().numTensors, 0, 'something was not freed');
