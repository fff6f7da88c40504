// What is trained: nothing here knows of the page. The same file would run in Node.
import { createTrainer, fromLayersModel, type MetricsFunction, type Trainer } from '@amnl/core-loop';
import { earlyStop } from '@amnl/early-stop';
import { ema } from '@amnl/ema';
import { adamW } from '@amnl/optim-adamw';
import { warmupCosine } from '@amnl/sched-warmup-cosine';
import * as tf from '@tensorflow/tfjs';
import { spirals } from './spirals.js';

/** Epochs of a whole training; early stop may end it before. */
export const EPOCHS = 30;

/** WebGL where the browser has it, else plain JavaScript. @returns the backend's name */
export async function chooseBackend(wanted = 'webgl'): Promise<string> {
  const there = await tf.setBackend(wanted).catch(() => false); // an unknown name throws
  if (!there) await tf.setBackend('cpu');
  return tf.getBackend();
}

/** A point [B, 2] → the logit of its being on the second spiral [B, 1]. The seeds fix the first weights. */
function createNetwork(): tf.LayersModel {
  const seeded = (seed: number) => tf.initializers.heNormal({ seed });
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 32, activation: 'relu', inputShape: [2], kernelInitializer: seeded(1) }),
      tf.layers.dense({ units: 32, activation: 'relu', kernelInitializer: seeded(2) }),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(3) }),
    ],
  });
}

/** The share of points on the right side. */
const metrics: MetricsFunction = ({ logit }, { label }) => {
  const truth = Array.from(label!.data);
  const right = truth.filter((wanted, i) => logit!.data[i]! > 0 === wanted > 0);
  return { accuracy: right.length / truth.length };
};

/** A trainer of a fresh network; `dispose` frees both. */
export function createTraining(): { trainer: Trainer; dispose(): void } {
  const network = createNetwork();
  const trainer = createTrainer({
    model: fromLayersModel(network, { inputs: ['point'], outputs: ['logit'] }),
    data: spirals(600, 'train'),
    evaluation: spirals(300, 'validation'),
    metrics,
    loss: ({ logit }, { label }) => tf.losses.sigmoidCrossEntropy(label!, logit!),
    plugins: [
      adamW({ learningRate: 0.02, noDecay: [/bias/] }),
      warmupCosine({ warmup: { epochs: 3 } }),
      ema({ decay: 0.98 }),
      earlyStop({ monitor: 'val_loss', patience: 10 }),
    ],
    epochs: EPOCHS,
  });
  return {
    trainer,
    dispose() {
      trainer.dispose();
      network.dispose();
    },
  };
}
