import { arrayData, createTrainer, fromLayersModel } from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import { gradClip } from '@amnl/grad-clip';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';

await tf.ready();
const column = (data) => ({ data: Float32Array.from(data), shape: [data.length, 1] });
const trainer = createTrainer({
  model: fromLayersModel(tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })),
  data: arrayData({ inputs: { x: column([0, 1, 2, 3]) }, targets: { y: column([1, 3, 5, 7]) } }),
  loss: (outputs, targets) => tf.losses.meanSquaredError(targets.y, outputs.y),
  plugins: [adamW({ learningRate: 0.1, weightDecay: 0 }), gradClip({ norm: 10 }), ema({ decay: 0.9 })],
  epochs: 60,
});
const { history } = await trainer.fit();
const [first, last] = [history[0], history.at(-1)].map(({ metrics }) => metrics.loss);
document.querySelector('#result').textContent = JSON.stringify({ backend: tf.getBackend(), first, last });
