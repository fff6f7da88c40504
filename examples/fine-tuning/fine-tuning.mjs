// Fine-tuning: a network learns task A from many signals, then task B from a few. First the new head alone, on a frozen
// backbone; then the upper block of the backbone as well, at a tenth of the head's learning rate.
import { createTrainer, fromLayersModel } from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import { gradClip } from '@amnl/grad-clip';
import { adamW } from '@amnl/optim-adamw';
import { warmupCosine } from '@amnl/sched-warmup-cosine';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { createBackbone, freeze, keepStatistics, withHead } from './networks.mjs';
import { signals, TASKS } from './signals.mjs';

await tf.setBackend('wasm');

/**
 * @param {object} stage
 * @param {import('@amnl/core-loop').TrainableModel} stage.model
 * @param {'a' | 'b'} stage.task
 * @param {number} stage.samples for training
 * @param {number} stage.epochs
 * @param {import('@amnl/optim-adamw').AdamWOptions} stage.optimizer
 * @returns the accuracy on 300 other signals, in the end
 */
async function train({ model, task, samples, epochs, optimizer }) {
  const classes = Object.keys(TASKS[task]).length;
  const trainer = createTrainer({
    model,
    data: signals(TASKS[task], samples, task),
    loss: ({ logits }, { label }) =>
      tf.losses.softmaxCrossEntropy(
        tf.oneHot(/** @type {tf.Tensor1D} */ (label), classes),
        /** @type {tf.Tensor2D} */ (logits),
      ),
    metrics({ logits }, { label }) {
      const rows = Array.from(logits?.data ?? []);
      const truth = Array.from(label?.data ?? []);
      const right = truth.filter((wanted, i) => {
        const row = rows.slice(i * classes, (i + 1) * classes);
        return row.indexOf(Math.max(...row)) === wanted;
      });
      return { accuracy: right.length / truth.length };
    },
    plugins: [adamW(optimizer), warmupCosine({ warmup: { epochs: 2 } }), gradClip({ norm: 1 }), ema()],
    epochs,
  });
  await trainer.fit();
  const { accuracy } = await trainer.evaluate(signals(TASKS[task], 300, `${task}/validation`));
  trainer.dispose();
  return accuracy ?? 0;
}

/** @param {tf.LayersModel} network */
const trainable = (network) => fromLayersModel(network, { inputs: ['signal'], outputs: ['logits'] });

/** Biases, and the scales and shifts of batch norm, do not decay. */
const noDecay = [/bias$|gamma$|beta$/];
const few = 9;

// Task A: everything learns.
const backbone = createBackbone();
const networkA = withHead(backbone, 4);
const accuracyA = await train({
  model: trainable(networkA),
  task: 'a',
  samples: 400,
  epochs: 10,
  optimizer: { learningRate: 0.01, weightDecay: 0.01, noDecay },
});

// Task B, 1: the head alone, on features that stay what they are.
freeze(backbone);
const networkB = withHead(backbone, 3);
const before = weightsOf(backbone);
const headOnly = await train({
  model: keepStatistics(trainable(networkB)),
  task: 'b',
  samples: few,
  epochs: 40,
  optimizer: { learningRate: 0.03, weightDecay: 0.01, noDecay },
});
const unchanged = JSON.stringify(weightsOf(backbone)) === JSON.stringify(before);

// Task B, 2: the upper block is thawed. Groups take factors, so that warm-up and cosine move both groups.
freeze(backbone.slice(1), false);
const thawed = await train({
  model: keepStatistics(trainable(networkB)),
  task: 'b',
  samples: few,
  epochs: 40,
  optimizer: {
    learningRate: 0.01,
    weightDecay: 0.01,
    noDecay,
    groups: [{ match: /Conv1D|BatchNormalization/, learningRateFactor: 0.1, weightDecayFactor: 0.1 }],
  },
});
const lowerUnchanged =
  JSON.stringify(weightsOf(backbone.slice(0, 1))) === JSON.stringify(before.slice(0, before.length / 2));

// For comparison: the same network on the same few signals, without task A.
const fromScratch = await train({
  model: trainable(withHead(createBackbone(), 3)),
  task: 'b',
  samples: few,
  epochs: 80,
  optimizer: { learningRate: 0.01, weightDecay: 0.01, noDecay },
});

console.log(JSON.stringify({ accuracyA, headOnly, unchanged, thawed, lowerUnchanged, fromScratch }));

/**
 * All numbers of some blocks, batch-norm statistics included.
 * @param {import('./networks.mjs').Blocks} blocks
 */
function weightsOf(blocks) {
  return blocks.flat().flatMap((layer) => layer.getWeights().map((weight) => Array.from(weight.dataSync())));
}
