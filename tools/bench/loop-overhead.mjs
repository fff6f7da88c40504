// node tools/bench/loop-overhead.mjs (after a build): what the loop itself costs a step: hooks, dependency injection, events, bookkeeping, with every plugin in the list.
// The engine does nothing, so that no tensor operation is counted; the eager figure beside it includes them. One JSON line a figure.
import { amnlLoss } from '@amnl/amnl-loss';
import { createTrainer, eagerEngine } from '@amnl/core-loop';
import { earlyStop } from '@amnl/early-stop';
import { ema } from '@amnl/ema';
import { gradClip } from '@amnl/grad-clip';
import { lossScale } from '@amnl/loss-scale';
import { adamW, weightDecaySteps } from '@amnl/optim-adamw';
import { progress } from '@amnl/progress';
import { plateau } from '@amnl/sched-plateau';
import { warmup } from '@amnl/sched-warmup-cosine';
import * as tf from '@tensorflow/tfjs';
import { figure } from './table.mjs';
import { repeated } from './train-step/work.mjs';

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
