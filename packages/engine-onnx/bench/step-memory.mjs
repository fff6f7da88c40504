// node bench/step-memory.mjs (after a build): how near the memory that `summary` reports comes to what a process takes: what a larger batch
// adds to both. Each in a process of its own; one JSON line a figure.
import { createTrainer, fromLayersModel } from '@amnl/core-loop';
import { onnxEngine } from '@amnl/engine-onnx';
import { summary } from '@amnl/engine-onnx/summary';
import { createRulModel } from '@amnl/model-rul';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';
import { inProcess } from '../../../tools/bench/processes.mjs';
import { figure } from '../../../tools/bench/table.mjs';

const STEPS = 4;
const MB = 1e6;
const meanSquare = (outputs) =>
  Object.values(outputs)
    .map((output) => tf.mean(tf.square(output)))
    .reduce((total, one) => tf.add(total, one));

const MODELS = {
  compact: {
    input: ['window', [30, 17]],
    make: () => createRulModel({ features: 17, window: 30, hidden: 128, channels: [64, 128, 64], heads: 8 }),
    batches: [32, 128],
  },
  convolutions: {
    input: ['x', [32, 32, 3]],
    make() {
      const { conv2d, maxPooling2d, flatten, dense } = tf.layers;
      const layers = [
        conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu', inputShape: [32, 32, 3] }),
        conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' }),
        maxPooling2d({ poolSize: 2 }),
        flatten(),
        dense({ units: 10 }),
      ];
      return fromLayersModel(tf.sequential({ layers }));
    },
    batches: [32, 128],
  },
};

if (process.argv[2] === undefined) report();
else console.log(JSON.stringify(await worker(process.argv[2], Number(process.argv[3]))));

/** The memory reported, and the peak of RSS after some steps. */
async function worker(name, batchSize) {
  const { input, make } = MODELS[name];
  const model = make();
  const [of, shape] = input;
  const plugins = () => [adamW({ learningRate: 0.001 })];
  const { memory } = await summary(model, { inputs: { [of]: shape }, batchSize, plugins: plugins(), print: false });
  const x = { data: new Float32Array(batchSize * shape.reduce((a, b) => a * b)), shape: [batchSize, ...shape] };
  const batch = { inputs: { [of]: x }, targets: {}, size: batchSize };
  const data = { batches: () => Array.from({ length: STEPS }, () => batch) };
  const engine = onnxEngine({ threads: 1 });
  await createTrainer({ model, data, loss: meanSquare, plugins: plugins(), engine, epochs: 1 }).fit();
  return { reported: memory.total, rss: process.resourceUsage().maxRSS * 1024 };
}

function report() {
  for (const [network, { batches }] of Object.entries(MODELS)) {
    const [small, large] = batches.map((batch) => JSON.parse(inProcess(import.meta.filename, network, batch)));
    const name = `${network}, batch ${batches.join(' → ')}`;
    const [reported, rss] = [large.reported - small.reported, large.rss - small.rss];
    figure(`${name}: reported`, reported / MB, 'MB');
    figure(`${name}: peak RSS`, rss / MB, 'MB');
    figure(`${name}: peak RSS by reported`, rss / reported, '×');
  }
}
