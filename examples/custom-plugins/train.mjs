// Both at work: one sample in twenty is positive, a loss that does not drown in the easy negatives, and a look at the gradients.
import { arrayData, createTrainer, fillNormal, fromLayersModel } from '@amnl/core-loop';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';
import { focal } from './focal-loss.mjs';
import { gradientHistogram } from './gradient-histogram.mjs';

/**
 * Points in the plane; those of a small disc around (1.3, 1.3) are positive.
 * @param {number} n
 * @param {string} split
 */
function points(n, split) {
  const data = fillNormal(new Float32Array(2 * n), 3, split, 0);
  const inside = (/** @type {number} */ i) => Math.hypot((data[2 * i] ?? 0) - 1.3, (data[2 * i + 1] ?? 0) - 1.3) < 0.7;
  const label = Int32Array.from({ length: n }, (_, i) => (inside(i) ? 1 : 0));
  return arrayData({
    inputs: { x: { data, shape: [n, 2] } },
    targets: { label: { data: label, shape: [n, 1] } },
    batchSize: 50,
    shuffle: split === 'train',
  });
}

const model = tf.sequential({
  layers: [
    tf.layers.dense({
      inputShape: [2],
      units: 24,
      activation: 'relu',
      kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }),
    }),
    tf.layers.dense({
      units: 24,
      activation: 'relu',
      kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }),
    }),
    tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }) }),
  ],
});

const trainer = createTrainer({
  model: fromLayersModel(model),
  data: points(2000, 'train'),
  evaluation: points(2000, 'validation'),
  // No `loss`: the plugin provides it.
  plugins: [focal({ gamma: 2, alpha: 0.5 }), adamW({ learningRate: 0.005 }), gradientHistogram()],
  metrics({ y }, { label }) {
    const said = Array.from(y?.data ?? [], (logit) => logit > 0);
    const truth = Array.from(label?.data ?? [], (one) => one === 1);
    const hits = said.filter((yes, i) => yes && truth[i]).length;
    // F1: 0 for a network that always says no, although that is right 95 times in a hundred.
    return { f1: (2 * hits) / Math.max(said.filter(Boolean).length + truth.filter(Boolean).length, 1) };
  },
  epochs: 20,
});
const { history } = await trainer.fit();
console.log(JSON.stringify({ f1: history.at(-1)?.metrics.f1, val_loss: history.at(-1)?.metrics.val_loss }));
trainer.dispose();
