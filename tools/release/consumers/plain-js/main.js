import assert from 'node:assert/strict';
import { arrayData, createTrainer, fromLayersModel } from '@amnl/core-loop';
import { earlyStop } from '@amnl/early-stop';
import { ema } from '@amnl/ema';
import { adamW } from '@amnl/optim-adamw';
import { warmupCosine } from '@amnl/sched-warmup-cosine';
import * as tf from '@tensorflow/tfjs';

const n = 64;
const x = Float32Array.from({ length: n }, (_, i) => (2 * i) / n - 1);
const y = x.map((v) => v * v);
const data = arrayData({
  inputs: { x: { data: x, shape: [n, 1] } },
  targets: { y: { data: y, shape: [n, 1] } },
  batchSize: 16,
  shuffle: true,
});
const layers = [
  tf.layers.dense({
    units: 16,
    activation: 'tanh',
    inputShape: [1],
    kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
  }),
  tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }),
];
const seen = [];
const callback = {
  name: 'mine',
  hooks: {
    epochEnd(run, metrics) {
      seen.push([run.progress.epoch, metrics.loss]);
    },
  },
};
const trainer = createTrainer({
  model: fromLayersModel(tf.sequential({ layers })),
  data,
  evaluation: data,
  loss: (outputs, targets) => tf.losses.meanSquaredError(targets.y, outputs.y),
  plugins: [
    adamW({ learningRate: 0.05 }),
    warmupCosine({ warmup: { epochs: 2 } }),
    ema({ decay: 0.9 }),
    earlyStop({ monitor: 'val_loss', patience: 20 }),
    callback,
  ],
  epochs: 60,
});
const { history, reason } = await trainer.fit();

const losses = history.map(({ metrics }) => metrics.loss);
assert.equal(seen.length, history.length);
assert.ok(losses.every(Number.isFinite), 'finite losses');
assert.ok(losses.at(-1) < losses[0] / 4, `the loss falls: ${losses[0]} → ${losses.at(-1)}`);
assert.ok(history.every(({ metrics }) => metrics.val_loss > 0));
console.log(`${history.length} epochs (${reason.because}), loss ${losses[0].toFixed(4)} → ${losses.at(-1).toFixed(4)}`);
