// A regression with tf.layers: y = sin(3x) from 256 noisy points. AdamW, a cosine schedule, and a callback of our own.
import { arrayData, createTrainer, fillNormal, fillUniform, fromLayersModel } from '@amnl/core-loop';
import { adamW } from '@amnl/optim-adamw';
import { warmupCosine } from '@amnl/sched-warmup-cosine';
import * as tf from '@tensorflow/tfjs';

const n = 256;
const x = fillUniform(new Float32Array(n), 1, 'x', 0).map((u) => 2 * u - 1);
const noise = fillNormal(new Float32Array(n), 1, 'noise', 0);
const y = x.map((v, i) => Math.sin(3 * v) + 0.05 * (noise[i] ?? 0));
const column = (/** @type {Float32Array} */ data) => ({ data, shape: [data.length, 1] });

const seeded = (/** @type {number} */ seed) => tf.initializers.glorotNormal({ seed });
const model = tf.sequential({
  layers: [
    tf.layers.dense({ inputShape: [1], units: 32, activation: 'tanh', kernelInitializer: seeded(1) }),
    tf.layers.dense({ units: 1, kernelInitializer: seeded(2) }),
  ],
});
const trainer = createTrainer({
  model: fromLayersModel(model),
  data: arrayData({ inputs: { x: column(x) }, targets: { y: column(y) }, batchSize: 32, shuffle: true }),
  evaluation: arrayData({ inputs: { x: column(x) }, targets: { y: column(x.map((v) => Math.sin(3 * v))) } }),
  loss: (outputs, targets) =>
    tf.losses.meanSquaredError(/** @type {tf.Tensor} */ (targets.y), /** @type {tf.Tensor} */ (outputs.y)),
  plugins: [
    adamW({ learningRate: 0.05 }),
    warmupCosine({ warmup: { epochs: 2 } }),
    {
      name: 'watch', // a custom callback is a plain object
      hooks: {
        epochEnd(run, { val_loss }) {
          if (val_loss !== undefined && val_loss < 5e-3) run.stop(`good enough: ${val_loss.toExponential(1)}`);
        },
      },
    },
  ],
  epochs: 100,
});

const { history, reason } = await trainer.fit();
console.log(
  JSON.stringify({ epochs: history.length, val_loss: history.at(-1)?.metrics.val_loss, because: reason.because }),
);
trainer.dispose();
