// An image classifier: a tf.layers network, AdamW, warm-up and cosine annealing, a weight EMA, early stop. The step is
// compiled to ONNX Runtime; take `engine` out and it runs on TensorFlow.js itself, with the same numbers but for rounding.
import { arrayData, createTrainer, fromLayersModel } from '@amnl/core-loop';
import { earlyStop } from '@amnl/early-stop';
import { ema } from '@amnl/ema';
import { onnxEngine } from '@amnl/engine-onnx';
import { adamW } from '@amnl/optim-adamw';
import { progress } from '@amnl/progress';
import { warmupCosine } from '@amnl/sched-warmup-cosine';
import * as tf from '@tensorflow/tfjs';
import { createNetwork } from './network.mjs';
import { CLASSES, drawShapes, SIZE } from './shapes.mjs';

/**
 * Batches of drawn images.
 * @param {number} n
 * @param {'train' | 'validation'} split
 */
function shapes(n, split) {
  const { image, label } = drawShapes(n, split);
  return arrayData({ inputs: { image }, targets: { label }, batchSize: 20, shuffle: split === 'train' });
}
const data = shapes(1200, 'train');
const evaluation = shapes(400, 'validation');

/**
 * The share of images whose largest logit is the right one. Metrics are computed on the host, from the whole evaluation.
 * @type {import('@amnl/core-loop').MetricsFunction}
 */
function metrics({ logits }, { label }) {
  const rows = Array.from(logits?.data ?? []);
  const truth = Array.from(label?.data ?? []);
  const right = truth.filter((wanted, i) => {
    const row = rows.slice(i * CLASSES.length, (i + 1) * CLASSES.length);
    return row.indexOf(Math.max(...row)) === wanted;
  });
  return { accuracy: right.length / truth.length };
}

/**
 * Trains the network from the same first weights, with or without the average.
 * @param {{ withEma: boolean }} options
 */
async function train({ withEma }) {
  const model = createNetwork(SIZE, CLASSES.length);
  const trainer = createTrainer({
    model: fromLayersModel(model, { inputs: ['image'], outputs: ['logits'] }),
    data,
    evaluation,
    metrics,
    loss: ({ logits }, { label }) =>
      tf.losses.softmaxCrossEntropy(
        tf.oneHot(/** @type {tf.Tensor1D} */ (label), CLASSES.length),
        /** @type {tf.Tensor2D} */ (logits),
      ),
    plugins: [
      progress({ monitor: { accuracy: 'max' } }),
      adamW({ learningRate: 0.01, weightDecay: 0.01, noDecay: [/beta|gamma|bias/] }),
      warmupCosine({ warmup: { epochs: 2 } }),
      withEma && ema(),
      earlyStop({ monitor: 'accuracy', mode: 'max', patience: 4 }),
    ],
    engine: onnxEngine(),
    epochs: 10,
  });
  const { history, reason } = await trainer.fit();
  // After `fit` the model holds the best weights: what is evaluated now is what `accuracy` was at its best.
  const { accuracy } = await trainer.evaluate();
  trainer.dispose();
  model.dispose();
  return { accuracy, accuracyByEpoch: history.map((epoch) => epoch.metrics.accuracy), because: reason.because };
}

const averaged = await train({ withEma: true });
const raw = await train({ withEma: false });
console.log(
  JSON.stringify({
    accuracy: averaged.accuracy,
    accuracyByEpoch: averaged.accuracyByEpoch,
    because: averaged.because,
    withoutEma: { accuracy: raw.accuracy, accuracyByEpoch: raw.accuracyByEpoch },
  }),
);
