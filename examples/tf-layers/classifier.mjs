// A classifier with two outputs from one tf.layers model: which quadrant a point lies in, and its distance from the
// origin. Accumulation, clipping by the joint norm and a weight EMA that is evaluated in place of the raw weights.
import { arrayData, createTrainer, fillNormal, fromLayersModel } from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import { gradClip } from '@amnl/grad-clip';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';

const n = 600;
const points = fillNormal(new Float32Array(2 * n), 7, 'points', 0);
const at = (/** @type {number} */ i) => points[i] ?? 0;
const quadrant = Int32Array.from({ length: n }, (_, i) => (at(2 * i) > 0 ? 1 : 0) + (at(2 * i + 1) > 0 ? 2 : 0));
const distance = Float32Array.from({ length: n }, (_, i) => Math.hypot(at(2 * i), at(2 * i + 1)));

const input = tf.input({ shape: [2] });
const hidden = /** @type {tf.SymbolicTensor} */ (tf.layers.dense({ units: 32, activation: 'relu' }).apply(input));
const outputs = [tf.layers.dense({ units: 4 }), tf.layers.dense({ units: 1 })].map(
  (head) => /** @type {tf.SymbolicTensor} */ (head.apply(hidden)),
);
const model = tf.model({ inputs: input, outputs });

const data = arrayData({
  inputs: { point: { data: points, shape: [n, 2] } },
  targets: { quadrant: { data: quadrant, shape: [n] }, distance: { data: distance, shape: [n, 1] } },
  batchSize: 25,
  shuffle: true,
});
const trainer = createTrainer({
  model: fromLayersModel(model, { inputs: ['point'], outputs: ['quadrant', 'distance'] }),
  data,
  evaluation: data,
  // Task losses by name: each one is logged; `total` is what is differentiated.
  loss(made, wanted) {
    const [logits, d] = [/** @type {tf.Tensor2D} */ (made.quadrant), /** @type {tf.Tensor} */ (made.distance)];
    const quadrant_loss = /** @type {tf.Scalar} */ (
      tf.losses.softmaxCrossEntropy(tf.oneHot(/** @type {tf.Tensor1D} */ (wanted.quadrant), 4), logits)
    );
    const distance_loss = /** @type {tf.Scalar} */ (
      tf.losses.meanSquaredError(/** @type {tf.Tensor} */ (wanted.distance), d)
    );
    return { total: tf.add(quadrant_loss, distance_loss), quadrant_loss, distance_loss };
  },
  metrics({ quadrant: logits }, { quadrant: truth }) {
    const best = (/** @type {number} */ i) => {
      const row = Array.from(logits?.data.subarray(4 * i, 4 * i + 4) ?? []);
      return row.indexOf(Math.max(...row));
    };
    const right = Array.from(truth?.data ?? []).filter((c, i) => best(i) === c).length;
    return { accuracy: right / n };
  },
  plugins: [adamW({ learningRate: 0.01 }), gradClip({ norm: 1 }), ema()],
  epochs: 12,
  accumulate: 2,
});

const { history } = await trainer.fit();
console.log(JSON.stringify({ accuracy: history.at(-1)?.metrics.accuracy, loss: history.at(-1)?.metrics.loss }));
trainer.dispose();
