// JavaScript modules: a model of tf.layers, plugins, a callback. Node runs this, and so does the bundled page.
import { arrayData, createTrainer, fromLayersModel } from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';

await tf.ready();
const column = (values) => ({ data: Float32Array.from(values), shape: [values.length, 1] });
const x = Array.from({ length: 64 }, (_, i) => i / 32 - 1);
const losses = [];
const trainer = createTrainer({
  model: fromLayersModel(tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })),
  data: arrayData({ inputs: { x: column(x) }, targets: { y: column(x.map((v) => 2 * v + 1)) }, batchSize: 16 }),
  loss: (outputs, targets) => tf.losses.meanSquaredError(targets.y, outputs.y),
  plugins: [
    adamW({ learningRate: 0.05, weightDecay: 0 }),
    ema({ decay: 0.9 }),
    { name: 'mine', hooks: { epochEnd: (_run, { loss }) => void losses.push(loss) } },
  ],
  epochs: 40,
});
await trainer.fit();
if (!(losses.length === 40 && losses.at(-1) < losses[0] / 4)) throw new Error(`the loss does not fall: ${losses}`);
console.log(`loss ${losses[0].toFixed(4)} → ${losses.at(-1).toFixed(4)}`);

export { losses, tf };
