// A loop of your own around a tf.layers model: AdamW, clipping by the joint norm, warm-up and cosine, a weight EMA. No
// trainer, no plugins; these are plain functions and one class, and each can be left out.
import assert from 'node:assert/strict';
import { fromLayersModel } from '@amnl/core-loop';
import { average, decayAt, swapIn } from '@amnl/ema';
import { clipByGlobalNorm } from '@amnl/grad-clip';
import { AdamWOptimizer } from '@amnl/optim-adamw';
import { warmupCosineRate } from '@amnl/sched-warmup-cosine';
import * as tf from '@tensorflow/tfjs';
import { batches, createModel, epochs, settings, x, y } from './problem.mjs';

const model = createModel();
// The model's variables by names that are the same in every process: 0.Dense/kernel, 0.Dense/bias, …
const { parameters } = fromLayersModel(model);
const shadows = Object.fromEntries(Object.entries(parameters).map(([name, v]) => [name, tf.variable(v, false)]));
const optimizer = new AdamWOptimizer({
  learningRate: settings.learningRate,
  weightDecay: settings.weightDecay,
  noDecay: [/bias$/],
});

/**
 * @param {Float32Array} inputs
 * @param {Float32Array} targets
 * @returns mean squared error
 */
function lossOf(inputs, targets) {
  const made = /** @type {tf.Tensor} */ (model.apply(tf.tensor2d(inputs, [inputs.length, 1]), { training: true }));
  return /** @type {tf.Scalar} */ (tf.losses.meanSquaredError(tf.tensor2d(targets, [targets.length, 1]), made));
}

/**
 * One step. `tf.tidy` frees everything in it but the variables.
 * @param {{ x: Float32Array, y: Float32Array }} batch
 * @param {number} n steps done before this one
 */
function step(batch, n) {
  tf.tidy(() => {
    const { grads } = tf.variableGrads(() => lossOf(batch.x, batch.y), Object.values(parameters));
    // `variableGrads` names gradients after the variables; the optimiser and the average go by the parameters' names.
    const named = Object.fromEntries(
      Object.entries(parameters).map(([name, v]) => [name, /** @type {tf.Tensor} */ (grads[v.name])]),
    );
    const { gradients } = clipByGlobalNorm(named, settings.maxNorm);
    optimizer.apply(parameters, gradients);
    for (const [name, shadow] of Object.entries(shadows)) {
      shadow.assign(average(shadow, /** @type {tf.Variable} */ (parameters[name]), decayAt(n)));
    }
  });
}

/** The loss over all points with the averaged weights. Training never sees them: they go out again in `finally`. */
function evaluate() {
  const restore = swapIn(parameters, shadows);
  try {
    return tf.tidy(() => lossOf(x, y).dataSync()[0]);
  } finally {
    restore();
  }
}

let n = 0;
let tensors = 0;
for (let epoch = 0; epoch < epochs; epoch++) {
  optimizer.learningRate = warmupCosineRate(epoch, {
    base: settings.learningRate,
    warmup: settings.warmup,
    end: epochs,
  });
  for (const batch of batches()) {
    step(batch, n++);
    tensors ||= tf.memory().numTensors; // after the first step, which makes the moments
  }
  const loss = evaluate();
  if (epoch % 5 === 4) console.log(`epoch ${epoch + 1}: loss ${loss?.toFixed(4)}, of the averaged weights`);
}
assert.equal(tf.memory().numTensors, tensors, 'a step or an evaluation has left tensors behind');

const numbers = (/** @type {Record<string, tf.Tensor>} */ named) =>
  Object.fromEntries(Object.entries(named).map(([name, tensor]) => [name, Array.from(tensor.dataSync())]));
console.log(
  JSON.stringify({ steps: n, loss: evaluate(), weights: numbers(parameters), averaged: numbers(shadows), tensors }),
);
optimizer.dispose();
tf.dispose(shadows);
model.dispose();
assert.equal(tf.memory().numTensors, 0, 'something was not freed');
