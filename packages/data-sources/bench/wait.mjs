// node bench/wait.mjs [ROUNDS BATCHES] (after a build): what share of its time a training waits for a source that takes as long as the step.
// One JSON line a figure: medians over rounds.
import { fileURLToPath } from 'node:url';
import { createTrainer, eagerEngine, fromLayersModel, sgd } from '@amnl/core-loop';
import { prefetch } from '@amnl/data-sources';
import { workerSource } from '@amnl/data-sources/node';
import { onnxEngine } from '@amnl/engine-onnx';
import * as tf from '@tensorflow/tfjs';
import { figure, median } from '../../../tools/bench/table.mjs';
import slowSource from './slow-source.mjs';

const [rounds = 3, batches = 100] = process.argv.slice(2).map(Number);
/** Percent that are waited at most, with the source prepared by what suits it. */
const GOAL = 10;
const SUITS = { waits: 'prefetch', computes: 'workerSource' };
const module = fileURLToPath(new URL('slow-source.mjs', import.meta.url));

const ENGINES = [
  // A step of some 20 ms each: timers are exact to a millisecond.
  { engine: 'compiled, 1 thread', work: { rows: 512, features: 512 }, make: () => onnxEngine({ threads: 1 }) },
  { engine: 'eager on cpu', work: { rows: 48, features: 128 }, make: () => eagerEngine() },
];
/** What prepares batches ahead. */
const OPEN = {
  nothing: slowSource,
  prefetch: (work) => prefetch(slowSource(work)),
  workerSource: (data) => workerSource(module, { data }),
};
const SOURCES = { waits: ['nothing', 'prefetch'], computes: ['nothing', 'prefetch', 'workerSource'] };

await tf.setBackend('cpu');
for (const { engine, work, make } of ENGINES) {
  for (const [source, ahead] of Object.entries(SOURCES).flatMap(([how, all]) => all.map((one) => [how, one]))) {
    const found = [];
    for (let round = 0; round < rounds; round++) {
      // Shared with the thread of a worker: the source takes as long as the last step did, whatever else the machine does.
      const ms = new Float64Array(new SharedArrayBuffer(8));
      const opened = await OPEN[ahead]({ ...work, how: source, batches, ms });
      found.push(await train(make(), work, timed(opened, ms)));
      await opened.close?.();
    }
    const goal = SUITS[source] === ahead ? ` (goal ≤ ${GOAL})` : '';
    const name = `waited, ${engine}, a source that ${source}, prepared by ${ahead}${goal}`;
    const stepMs = median(found.map((one) => one.stepMs));
    figure(name, 100 * median(found.map(({ waited }) => waited)), '%', { stepMs });
  }
}

async function train(engine, { features }, { data, told }) {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: features, inputShape: [features], activation: 'relu' }),
      tf.layers.dense({ units: features, activation: 'relu' }),
      tf.layers.dense({ units: 1 }),
    ],
  });
  const trainer = createTrainer({
    model: fromLayersModel(model),
    data,
    loss: (outputs, targets) => tf.losses.meanSquaredError(targets.y, outputs.y),
    plugins: [sgd({ learningRate: 0.001 })],
    epochs: 2, // the first compiles
    engine,
  });
  await trainer.fit();
  trainer.dispose();
  model.dispose();
  return { waited: told.waited / (told.to - told.from), stepMs: median(told.steps) };
}

/** Notes how long the last epoch waits for each batch, the first one included, and sets `ms` to what a step takes. */
function timed(source, ms) {
  const told = {};
  const data = {
    batchesPerEpoch: source.batchesPerEpoch,
    async *batches(order) {
      Object.assign(told, { waited: 0, from: performance.now(), steps: [] });
      const batches = source.batches(order);
      for (let used; ; ) {
        const asked = performance.now();
        if (used !== undefined) told.steps.push((ms[0] = asked - used));
        const { done, value } = await batches.next();
        used = performance.now();
        told.waited += used - asked;
        told.to = used;
        if (done) return;
        yield value;
      }
    },
  };
  return { data, told };
}
