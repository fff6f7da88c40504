// node bench/loop-overhead.mjs (after a build): what the loop itself costs a step: hooks, dependency injection, events, bookkeeping, with
// every plugin in the list. The engine does nothing, so that no tensor operation is counted; the eager figure next to it includes them. One
// JSON line a figure.
import * as tf from '@tensorflow/tfjs';
import { figure } from '../../../tools/bench/table.mjs';
import { repeated } from '../../../tools/bench/train-step/work.mjs';
import { amnlLoss } from '../../amnl-loss/dist/index.js';
import { earlyStop } from '../../early-stop/dist/index.js';
import { ema } from '../../ema/dist/index.js';
import { gradClip } from '../../grad-clip/dist/index.js';
import { lossScale } from '../../loss-scale/dist/index.js';
import { adamW, weightDecaySteps } from '../../optim-adamw/dist/index.js';
import { progress } from '../../progress/dist/index.js';
import { plateau } from '../../sched-plateau/dist/index.js';
import { warmup } from '../../sched-warmup-cosine/dist/index.js';
import { createTrainer, eagerEngine } from '../dist/index.js';

const STEPS = 2000;
const silent = { write: () => true, isTTY: false };
const nothing = { ...eagerEngine(), name: 'nothing', prepare: () => ({ run: () => ({}) }) };

function build(engine, accumulate) {
  const w = tf.variable(tf.scalar(1));
  const batch = {
    inputs: { x: { data: new Float32Array(4), shape: [4] } },
    targets: { rul: { data: new Float32Array(4), shape: [4] }, health: { data: new Int32Array(4), shape: [4] } },
    size: 4,
  };
  return createTrainer({
    // an empty model: one parameter, no work
    model: {
      parameters: { w },
      forward: ({ x }) => ({ rul: tf.mul(x, w), health: tf.mul(tf.zeros([4, 3]), w) }),
    },
    data: repeated(batch, () => STEPS * accumulate),
    evaluation: { batches: () => [batch] },
    metrics: () => ({ rmse: 1 }),
    plugins: [
      amnlLoss(),
      adamW(),
      weightDecaySteps(),
      warmup(),
      plateau({ monitor: 'rmse' }),
      lossScale({ initial: 1 }),
      gradClip(),
      ema(),
      earlyStop({ monitor: 'rmse' }),
      progress({ stream: silent }),
    ],
    epochs: 3,
    accumulate,
    engine,
  });
}

await tf.setBackend('cpu');
const CASES = [
  ['loop overhead, all plugins, no tensor work', nothing, 1],
  ['loop overhead, all plugins, accumulation 2', nothing, 2],
  ['the same, eager on cpu (tensor work of all plugins)', eagerEngine(), 1],
];
for (const [name, engine, accumulate] of CASES) {
  const trainer = build(engine, accumulate);
  const { history } = await trainer.fit();
  trainer.dispose();
  const fastest = Math.min(...history.map((epoch) => epoch.seconds)); // of three epochs
  figure(name, (fastest / STEPS) * 1000, 'ms/step');
}
